using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.DevBrowsers;
using Foyer.Server.Instances;
using Foyer.Server.RateLimits;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Handshakes;

/// <summary>
/// <c>GET /v1/client/handshake</c>: a top-level navigation by which an app's server learns who is signed in. The answer
/// is a list of cookies the app sets on its own host, handed over by a one-time nonce or as a signed token (WIRE §4.3).
/// </summary>
internal static class Handshake
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private const int LargestToken = 3800;

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<HandshakeNonces>();
        services.AddSingleton<SatelliteLinks>();
    }

    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapGet("/client/handshake", Handle);
        Satellites.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend) => backend.MapGet("/clients/handshake_payload", Payload);

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if (!SafeRedirect.TryParse(call.Instance, call.PublicUrl, call.QueryText("redirect_url"), out Uri? target, toApp: true))
        {
            return new FaultResult(RequestFaults.RedirectUrlInvalid);
        }

        bool isSecure = target.Scheme == "https";
        if ((call.Instance.IsDevelopment ? await Visitor(call, with, ct) : (null, (await with.Clients.Find(call, ct)).IsFault(out _, out ClientRow? client) ? null : client)).IsFault(out Fault? fault, out (string? DevBrowser, ClientRow? Client) visitor))
        {
            return new FaultResult(fault);
        }

        if (Satellites.IsSatellite(call))
        {
            // A satellite knows nobody by itself: by way of the primary domain and back here, once.
            if (visitor.Client is null && call.Query[Satellites.Synced] != "true")
            {
                return Satellites.Begin(call, $"{call.PublicUrl.Base}/v1/client/handshake{call.Response.HttpContext.Request.QueryString}");
            }

            target = new Uri(Satellites.SyncedUrl(target));
        }

        List<string> directives = [.. await SessionDirectives(call, with, visitor.Client, Origins.Of(target), isSecure, ct)];
        if (visitor.DevBrowser is { } devBrowser)
        {
            directives.AddRange(SessionCookies.DevBrowser(call.Instance.PublishableKey, devBrowser, isSecure));
        }

        string? domain = call.Instance.IsDevelopment ? null : ClientCookies.ParentDomain(call);
        if (domain is not null)
        {
            directives.AddRange(SessionCookies.HandshakeDone(domain));
        }

        string? token = call.Query["format"] == "nonce" ? null : with.Tokens.SignHandshake(call.Instance, directives);
        // A cookie that is too large is dropped without a word, and the app would ask again for ever.
        return token is { Length: <= LargestToken }
            ? Deliver(call, target, CookieNames.Handshake, token, domain)
            : Deliver(call, target, CookieNames.HandshakeNonce, await with.Nonces.Keep(call.Instance, directives, Lifetime, ct), domain);
    }

    /// <summary>Who visits a development instance: the dev browser named, else a new one, bound to the client of this host's cookie if there is one.</summary>
    private static async Task<Outcome<(string? DevBrowser, ClientRow? Client)>> Visitor(FrontendCall call, Deps with, CancellationToken ct)
    {
        if (call.DevBrowser is { } known && await with.DevBrowsers.Exists(call.Instance, known, ct))
        {
            return (known, (await with.Clients.Find(call, ct)).IsFault(out _, out ClientRow? client) ? null : client);
        }

        if (with.Limiter.Take(call.Instance, RateLimit.Clients, RateLimiter.Subject(call, RateLimitBy.Address)) is { } tooMany)
        {
            return tooMany;
        }

        ClientRow? byCookie = call.ClientToken is { } token ? await with.Clients.FindByToken(call.Instance.Id, token, ct) : null;
        (string made, _) = await with.DevBrowsers.Create(call.Instance, ct);
        if (byCookie is not null)
        {
            await with.Db.Write(tx => tx.Run("UPDATE dev_browsers SET client_id = @Id WHERE token_digest = @digest", new { byCookie.Id, digest = with.DevBrowsers.Digest(made) }), ct);
        }

        return (made, byCookie);
    }

    private static async Task<IReadOnlyList<string>> SessionDirectives(FrontendCall call, Deps with, ClientRow? client, string appOrigin, bool isSecure, CancellationToken ct)
    {
        IReadOnlyList<SessionRow> live = client is null ? [] : await with.Sessions.Live(client.Id, ct);
        if ((live.FirstOrDefault(session => session.Id == client!.LastActiveSessionId) ?? (live.Count > 0 ? live[^1] : null)) is not { } session)
        {
            return SessionCookies.SignedOut(call.Instance.PublishableKey, isSecure);
        }

        if ((await with.Tokens.Mint(call.Instance, session.Subject with { Server = call.PublicUrl }, appOrigin, client!.UpdatedAt, null, ct)).IsFault(out _, out string jwt))
        {
            // A token too large for a cookie would send the browser round for ever.
            return SessionCookies.SignedOut(call.Instance.PublishableKey, isSecure);
        }

        with.Activity.Note(call.Instance, session.Id, session.UserId, session.LastActiveAt, session.ExpireAt);
        return SessionCookies.SignedIn(call.Instance.PublishableKey, jwt, with.RefreshTokens.Of(session), client.UpdatedAt, session.ExpireAt - with.Clock.GetUtcNow(), isSecure);
    }

    /// <summary>Development hands over in the URL; production by a cookie on the shared parent domain, never in the URL.</summary>
    private static IResult Deliver(FrontendCall call, Uri target, string name, string value, string? domain)
    {
        call.Response.Headers.CacheControl = "no-store";
        call.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (call.Instance.IsDevelopment)
        {
            return Redirect(QueryHelpers.AddQueryString(target.AbsoluteUri, name, value));
        }

        call.Cookies.Append(name, value, new CookieOptions { Domain = domain, Path = "/", HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, MaxAge = Lifetime });
        return Redirect(target.AbsoluteUri);
    }

    private static IResult Redirect(string url) => Results.Redirect(url, permanent: false, preserveMethod: true);

    private static async Task<IResult> Payload(BackendCall call, HandshakeNonces nonces, CancellationToken ct) =>
        await nonces.Take(call.Instance, call.Request.Query["nonce"].FirstOrDefault(), ct) is { } directives
            ? new WireResult<HandshakePayload>(new HandshakePayload(directives), WireJson.Default.HandshakePayload)
            : new FaultResult(RequestFaults.NotFound);

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] ClientStore Clients,
        [FromServices] DevBrowserStore DevBrowsers,
        [FromServices] SessionStore Sessions,
        [FromServices] SessionTokens Tokens,
        [FromServices] SessionActivityWriter Activity,
        [FromServices] RefreshTokens RefreshTokens,
        [FromServices] HandshakeNonces Nonces,
        [FromServices] RateLimiter Limiter,
        [FromServices] TimeProvider Clock);
}

/// <summary>Handshake payloads by nonce: kept wrapped, for a minute, for one read.</summary>
internal sealed class HandshakeNonces(Database db, KeyEncryptionKey kek, TimeProvider clock)
{
    private const string Purpose = "handshake_nonce";

    public async Task<string> Keep(Instance instance, IReadOnlyList<string> directives, TimeSpan lifetime, CancellationToken ct)
    {
        string nonce = Secrets.New("hsn_");
        string digest = kek.Digest(Purpose, nonce);
        string wrapped = kek.Wrap(Purpose, digest, JsonSerializer.Serialize([.. directives], HandshakeJson.Default.StringArray));
        await db.Write(tx => tx.Run("INSERT INTO handshake_nonces (nonce_digest, instance_id, wrapped, expires_at) VALUES (@digest, @Id, @wrapped, @until)",
            new { digest, instance.Id, wrapped, until = clock.GetUtcNow() + lifetime }), ct);
        return nonce;
    }

    /// <summary>Takes the payload away: whoever asks second, too late or with another instance's key gets nothing.</summary>
    public async Task<IReadOnlyList<string>?> Take(Instance instance, string? nonce, CancellationToken ct)
    {
        if (!Secrets.IsWellFormed(nonce, "hsn_"))
        {
            return null;
        }

        string digest = kek.Digest(Purpose, nonce!);
        string? wrapped = await db.Write(tx => tx.One<string>(
            "DELETE FROM handshake_nonces WHERE nonce_digest = @digest AND instance_id = @Id AND expires_at > @now RETURNING wrapped", new { digest, instance.Id, now = clock.GetUtcNow() }), ct);
        return wrapped is null ? null : JsonSerializer.Deserialize(kek.UnwrapText(Purpose, digest, wrapped), HandshakeJson.Default.StringArray);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class HandshakeJson : System.Text.Json.Serialization.JsonSerializerContext;
