using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Foyer.AspNetCore;

/// <summary>
/// <c>[Authorize]</c>, <c>RequireAuthorization</c> and <c>HttpContext.User</c> over <see cref="Auth"/>: 401 to nobody, 403 to
/// the wrong one. The user id is the name identifier; the organization's role is a role.
/// </summary>
internal sealed class FoyerAuthenticationHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, FoyerApp app)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Foyer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!app.IsUsed || await FoyerMiddleware.AuthenticateAsync(Context, app, Logger) is not { IsSignedIn: true } auth)
        {
            return AuthenticateResult.NoResult();
        }

        ClaimsIdentity identity = new(SchemeName, ClaimTypes.NameIdentifier, ClaimTypes.Role);
        Add(ClaimTypes.NameIdentifier, auth.UserId);
        Add("sid", auth.SessionId);
        Add("org_id", auth.OrgId);
        Add("org_slug", auth.OrgSlug);
        Add(ClaimTypes.Role, auth.OrgRole);
        foreach (string permission in auth.OrgPermissions)
        {
            Add("org_permission", permission);
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                identity.AddClaim(new Claim(type, value));
            }
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Authorization may run before UseFoyer has its turn; a handshake still comes first.
        Auth auth = (app.IsUsed ? await FoyerMiddleware.AuthenticateAsync(Context, app, Logger) : null) ?? Context.GetAuth();
        Response.StatusCode = auth.Outcome.Location is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status307TemporaryRedirect;
    }
}
