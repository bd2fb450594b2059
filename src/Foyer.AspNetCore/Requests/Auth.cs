using System.Diagnostics.CodeAnalysis;
using Foyer.Backend;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.AspNetCore;

/// <summary>
/// Who is behind the current request, and what may be done about it. A parameter of minimal API handlers; elsewhere
/// <c>HttpContext.GetAuth()</c>. Known once <c>UseFoyer</c> has run.
/// </summary>
public sealed class Auth
{
    private readonly HttpContext _context;
    private readonly FoyerApp _app;

    internal Auth(HttpContext context, FoyerApp app, AuthOutcome outcome)
    {
        _context = context;
        _app = app;
        Outcome = outcome;
        State = outcome is AuthOutcome.SignedIn signedIn ? signedIn.Auth : AuthState.SignedOut;
    }

    /// <summary>What request authentication came to, with the reason when nobody is signed in.</summary>
    public AuthOutcome Outcome { get; }

    /// <summary>The same as a value that outlives the request.</summary>
    public AuthState State { get; }

    /// <summary>Whether a session is active. A pending session counts as signed out.</summary>
    [MemberNotNullWhen(true, nameof(UserId), nameof(Claims), nameof(Token))]
    public bool IsSignedIn => State.IsSignedIn;

    /// <summary>User id; null when signed out.</summary>
    public string? UserId => State.UserId;

    /// <summary>Session id; null when signed out.</summary>
    public string? SessionId => State.SessionId;

    /// <summary>Active organization; null for the personal account.</summary>
    public string? OrgId => State.OrgId;

    /// <summary>Role in the active organization, for example <c>org:admin</c>.</summary>
    public string? OrgRole => State.OrgRole;

    /// <summary>Slug of the active organization.</summary>
    public string? OrgSlug => State.OrgSlug;

    /// <summary>Permissions in the active organization, for example <c>org:invoices:read</c>.</summary>
    public IReadOnlyList<string> OrgPermissions => State.OrgPermissions;

    /// <summary>All claims of the session token; null when signed out.</summary>
    public SessionClaims? Claims => State.Claims;

    /// <summary>The session token itself, to pass on to another service of the app; null when signed out.</summary>
    public string? Token => State.IsSignedIn ? ((AuthOutcome.SignedIn)Outcome).Token : null;

    /// <summary>Where a sign-in link of this page leads: the sign-in page, and back to <see cref="FoyerOptions.AfterSignInUrl"/> or here.</summary>
    public string SignInUrl => PageUrl(SignInPage, _app.Options.AfterSignInUrl);

    /// <summary>Where a sign-up link of this page leads: the sign-up page, and back to <see cref="FoyerOptions.AfterSignUpUrl"/> or here.</summary>
    public string SignUpUrl => PageUrl(SignUpPage, _app.Options.AfterSignUpUrl);

    private string SignInPage => _app.Options.SignInUrl ?? HostedPage("sign-in");

    private string SignUpPage => _app.Options.SignUpUrl ?? HostedPage("sign-up");

    /// <summary>Binds a handler's parameter.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException"><c>UseFoyer</c> has not run.</exception>
    public static ValueTask<Auth> BindAsync(HttpContext context) => ValueTask.FromResult(context.GetAuth());

    /// <summary>Whether the session has all that is named. With nothing named, whether anybody is signed in.</summary>
    /// <param name="role">Role key, with or without <c>org:</c>; null to not ask.</param>
    /// <param name="permission">Permission key, with or without <c>org:</c>; null to not ask.</param>
    public bool Has(string? role = null, string? permission = null) => State.Has(role, permission);

    /// <summary>
    /// Lets pass whoever satisfies the options, and answers for everybody else: <c>if (await auth.ProtectAsync() is { } refusal) { return refusal; }</c>.
    /// </summary>
    /// <remarks>Signed out and waiting for a page: redirect to sign-in and back. Signed out otherwise, or without the role or permission: 404, so that a stranger learns nothing.</remarks>
    /// <param name="options">What is asked for; null for anybody signed in.</param>
    /// <returns>Null to go on; otherwise what to answer.</returns>
    public async ValueTask<IResult?> ProtectAsync(ProtectOptions? options = null)
    {
        if (!IsSignedIn)
        {
            return options?.UnauthenticatedUrl is { } elsewhere ? Results.Redirect(elsewhere)
                : IsDocument ? RedirectToSignIn()
                : Results.NotFound();
        }

        bool may = Has(options?.Role, options?.Permission) &&
            (OrgId is not null || options?.OrganizationRequired is not true) &&
            (options?.Predicate is null || await options.Predicate(this));
        return may ? null
            : options?.UnauthorizedUrl is { } url ? Results.Redirect(url)
            : Results.NotFound();
    }

    /// <summary>
    /// Asks for a fresh proof before something sensitive: <c>if (auth.Reverify(ReverificationLevel.Strict) is { } refusal) { return refusal; }</c>.
    /// </summary>
    /// <remarks>Signed out: 404. A proof that is too old: 403 with the hint at which the SDKs in the browser open their dialog and then repeat the request.</remarks>
    /// <param name="level">How fresh, and which factors.</param>
    /// <returns>Null to go on; otherwise what to answer.</returns>
    public IResult? Reverify(ReverificationLevel level) =>
        !IsSignedIn ? Results.NotFound() : State.HasProven(level) ? null : new ReverificationHint(level);

    /// <summary>Sends the browser to sign-in, and afterwards back.</summary>
    /// <param name="returnBackUrl">Where to come back: a path, or a URL of this app's origin. Null, and anything leading elsewhere, means the current URL.</param>
    public IResult RedirectToSignIn(string? returnBackUrl = null) => Results.Redirect(PageUrl(SignInPage, returnBackUrl));

    /// <summary>Sends the browser to sign-up, and afterwards back.</summary>
    /// <param name="returnBackUrl">Where to come back: a path, or a URL of this app's origin. Null, and anything leading elsewhere, means the current URL.</param>
    public IResult RedirectToSignUp(string? returnBackUrl = null) => Results.Redirect(PageUrl(SignUpPage, returnBackUrl));

    /// <summary>
    /// Ends the current session on the server and clears its cookies on the answer. Does nothing when signed out. Call it from
    /// a POST.
    /// </summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="BackendException">The server could not be asked; nothing was cleared.</exception>
    public async Task SignOutAsync(CancellationToken cancellationToken = default)
    {
        if (SessionId is not { } session)
        {
            return;
        }

        BackendResult<BackendSession> revoked = await _app.RequiredBackend.Sessions.RevokeAsync(session, cancellationToken);
        if (!revoked.IsSuccess && revoked.Code != ErrorCodes.ResourceNotFound)
        {
            revoked.OrThrow();
        }

        SessionCookies.Clear(_context, _app.PublishableKey.CookieSuffix);
    }

    /// <summary>What endpoints that only ask for somebody answer to nobody: a redirect for pages, 401 for APIs.</summary>
    internal IResult? RefusalUnlessSignedIn() => IsSignedIn ? null : IsDocument ? RedirectToSignIn() : Results.Unauthorized();

    private bool IsDocument => PageRequest.IsDocument(_context.Request);

    private string HostedPage(string page) => (_app.Options.ProxyUrl ?? _app.ProxyPath) switch
    {
        null => $"https://{_app.PublishableKey.AccountPortal}/{page}",
        var proxy when proxy.StartsWith('/') => $"{_context.Request.PathBase.ToUriComponent()}{proxy.TrimEnd('/')}/{page}",
        var proxy => $"{proxy.TrimEnd('/')}/{page}",
    };

    private string PageUrl(string page, string? returnBackUrl)
    {
        string back = ReturnUrl.Safe(_context.Request, returnBackUrl);
        if (_app.Options.IsSatellite)
        {
            back += (back.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "__clerk_synced=false";
        }

        string url = $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}redirect_url={Uri.EscapeDataString(back)}";

        // A development instance knows a browser by this id; on another origin its cookie is not sent.
        return _app.PublishableKey.IsDevelopment && !ReturnUrl.IsOwn(_context.Request, page) && _context.Request.Cookies[CookieNames.DevBrowser] is { Length: > 0 } devBrowser
            ? $"{url}&{CookieNames.DevBrowser}={Uri.EscapeDataString(devBrowser)}"
            : url;
    }
}
