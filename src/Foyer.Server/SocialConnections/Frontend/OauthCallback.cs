using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Environments;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Instances;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Server.SocialConnections.Frontend;

/// <summary>
/// <c>GET</c> and <c>POST /v1/oauth_callback</c>: where providers send people back. The state is spent before anything
/// else happens; only then is the provider called, outside any transaction. What came of it stands in the attempt's
/// verification, not in the URL (WIRE §8.1).
/// </summary>
internal static class OauthCallback
{
    private const int MaxValue = 4096;

    /// <summary>What a provider may send; nothing else is carried from the form to the address.</summary>
    private static readonly string[] Names = ["state", "code", "error", "iss", "scope", "user"];

    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapGet("/oauth_callback", Handle);
        frontend.MapPost("/oauth_callback", Post);
    }

    /// <summary>Some providers post. The browser comes again with a GET, which carries the cookie a foreign form does not.</summary>
    private static IResult Post(FrontendCall call)
    {
        IEnumerable<KeyValuePair<string, string?>> sent = Names.Where(name => call.Params.Text(name) is { Length: <= MaxValue }).Select(name => new KeyValuePair<string, string?>(name, call.Params.Text(name)));
        return new SeeOther(QueryHelpers.AddQueryString(call.PublicUrl.Base + "/v1/oauth_callback", sent));
    }

    private static async Task<IResult> Handle(FrontendCall call, HttpRequest request, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await Take(call, with, ct)).IsFault(out Fault? fault, out Taken taken))
        {
            return LostWay.Of(call, request, fault);
        }

        // From here on the attempt learns what happened, so the browser always goes back to the page.
        (VerificationRow row, bool onOwnClient, bool isLate) = taken;
        AuthorizationSecrets secrets = with.Flow.Secrets(row);
        if (isLate)
        {
            // The state is not spent by this, so nothing goes along that proves who the browser is.
            return Back(call, row, secrets with { DevBrowser = null }, row.RedirectUrl!, VerificationFaults.Expired);
        }

        Outcome<ExternalAccountDraft> proven = await Prove(call, with, row, secrets, ct);
        if (proven.Fault is null && with.Return.WaitsForApp(row, secrets))
        {
            return Back(call, row, secrets, row.RedirectUrl!, null, await with.Return.Keep(row, proven.Value));
        }

        if ((await with.Return.Arrive(call, row, proven, onOwnClient)).IsFault(out fault, out SocialArrival arrival))
        {
            return Back(call, row, secrets, row.RedirectUrl!, fault);
        }

        if (arrival.NewToken is not null)
        {
            ClientRow client = (await with.Clients.Find(call.Instance.Id, arrival.ClientId, ct))!;
            ClientCookies.Write(call, arrival.NewToken, client.UpdatedAt);
        }

        return Back(call, row, secrets, arrival.IsComplete ? row.ActionCompleteRedirectUrl ?? row.RedirectUrl! : row.RedirectUrl!, null);
    }

    /// <summary>Finds the attempt by its state and takes the state away: of many with the same one, one goes on.</summary>
    private static async Task<Outcome<Taken>> Take(FrontendCall call, Deps with, CancellationToken ct)
    {
        if (call.QueryText("state") is not { Length: 43 } state)
        {
            return SocialFaults.StateInvalid;
        }

        // The browser must be the one that began, or a stranger's account could be slipped under it. Development has no
        // cookie on this host, and apps come back through another browser than their own: there the state alone binds.
        ClientRow? client = (await with.Clients.Find(call, ct)).IsFault(out _, out ClientRow? found) ? null : found;
        string digest = with.Flow.StateDigest(state);
        return await with.Db.Write<Outcome<Taken>>(async tx =>
        {
            VerificationRow? row = await with.Verifications.FindBySecret(tx, call.Instance.Id, digest);
            VerificationStatus? status = row?.StatusAt(with.Clock.GetUtcNow());
            if (row is null || (status != VerificationStatus.Unverified && status != VerificationStatus.Expired))
            {
                return SocialFaults.StateInvalid;
            }

            bool onOwnClient = client is not null && client.Id == row.ClientId;
            if (!onOwnClient && !call.Instance.IsDevelopment && !with.Flow.Secrets(row).IsNative)
            {
                return SocialFaults.StateInvalid;
            }

            // Who took too long is told so by the page that waits, not by this one.
            return status == VerificationStatus.Expired ? new Taken(row, onOwnClient, IsLate: true) :
                await with.Verifications.SpendSecret(tx, row.Id, digest) ? new Taken(row, onOwnClient, IsLate: false) :
                SocialFaults.StateInvalid;
        }, ct);
    }

    private static async Task<Outcome<ExternalAccountDraft>> Prove(FrontendCall call, Deps with, VerificationRow row, AuthorizationSecrets secrets, CancellationToken ct)
    {
        if (SocialFlow.Find(call.Instance, row.Strategy, toSignIn: false).IsFault(out Fault? off, out SocialConnection connection))
        {
            return off;
        }

        // An answer that says whose it is must be of the provider that was asked (RFC 9207).
        if (call.QueryText("iss") is { } issuer && (await with.Directory.Complete(connection, ct)) is { Fault: null, Value.Provider.Issuers: { Count: > 0 } issuers } && !issuers.Contains(issuer))
        {
            return SocialProviderFaults.IdTokenInvalid;
        }

        if (call.QueryText("error") is { } error)
        {
            return error is "access_denied" or "user_cancelled_login" or "user_cancelled_authorize" or "user_denied" ? SocialProviderFaults.AccessDenied : SocialProviderFaults.Exchange;
        }

        return call.QueryText("code") is { Length: <= MaxValue } code
            ? await with.Flow.Redeem(call.Instance, row, secrets, code, call.QueryText("user"), ct)
            : SocialProviderFaults.Exchange;
    }

    /// <summary>Back to the page, with what it needs to go on: in development its dev browser, in a pop-up or an app what went wrong.</summary>
    private static SeeOther Back(FrontendCall call, VerificationRow row, AuthorizationSecrets secrets, string url, Fault? fault, string? nonce = null)
    {
        // It was allowed when the attempt began; an origin removed since then is not.
        if (!SafeRedirect.TryParse(call.Instance, call.PublicUrl, url, out Uri? target) && !(secrets.IsNative && NativeRedirect.TryParse(call.Instance, url, out target)))
        {
            return new SeeOther(call.PublicUrl.Base + "/sign-in");
        }

        List<KeyValuePair<string, string?>> query = [];
        if (secrets.DevBrowser is { } devBrowser && Origins.IsWeb(target) && Origins.Of(target) != call.PublicUrl.Origin)
        {
            query.Add(new(CookieNames.DevBrowser, devBrowser));
        }

        if (nonce is not null)
        {
            query.Add(new("rotating_token_nonce", nonce));
        }

        if (fault is not null && (secrets.IsNative || target.AbsolutePath.EndsWith("/popup-callback", StringComparison.Ordinal)))
        {
            query.Add(new("__clerk_status", "failed"));
            query.Add(new("__clerk_error_code", fault.Code));
        }

        // An app may compare its own address letter by letter.
        return new SeeOther(QueryHelpers.AddQueryString(Origins.IsWeb(target) ? target.AbsoluteUri : target.OriginalString, query));
    }

    private sealed record Taken(VerificationRow Row, bool OnOwnClient, bool IsLate);

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] SocialFlow Flow,
        [FromServices] ProviderDirectory Directory,
        [FromServices] VerificationStore Verifications,
        [FromServices] ClientStore Clients,
        [FromServices] SocialReturn Return,
        [FromServices] TimeProvider Clock);
}
