using System.Text.Json;
using Foyer.Server.Clients;
using Foyer.Server.Instances;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Server.Handshakes;

/// <summary>
/// <c>GET /v1/client/sync</c> and <c>GET /v1/client/link</c>: two navigations by which an app on another domain of the
/// same instance, a satellite, comes to share the primary domain's client (WIRE §4.6). Production only: development
/// hands the dev browser over instead. A link works in the browser that asked for it, or somebody could send others a
/// link to a client of their own, and find there whoever signs in next.
/// </summary>
internal static class Satellites
{
    public const string Synced = "__clerk_synced";
    private const string Token = "__clerk_token";
    private const string State = "state";
    private const string StateCookie = "__clerk_sync";

    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapGet("/client/sync", Sync);
        frontend.MapGet("/client/link", Link);
    }

    /// <summary>Whether the request came to the host of a satellite.</summary>
    public static bool IsSatellite(FrontendCall call) => !call.Instance.IsDevelopment && HostOf(call) is { } host && host != call.Instance.PublishableKey.FrontendApi;

    /// <summary>Leads a satellite's visitor to the primary domain to be synced, and then to <paramref name="back"/>.</summary>
    public static IResult Begin(FrontendCall call, string back)
    {
        // Two pages opened at once ask with the same, or one would be refused for the other.
        string state = call.Response.HttpContext.Request.Cookies[StateCookie] is { } kept && Secrets.IsWellFormed(kept, "") ? kept : Secrets.New("");
        call.Cookies.Append(StateCookie, state, new CookieOptions { HttpOnly = true, Path = "/", SameSite = SameSiteMode.Lax, Secure = call.PublicUrl.IsSecure, MaxAge = SatelliteLinks.Lifetime });
        return Go(call, QueryHelpers.AddQueryString(
            $"https://{call.Instance.PublishableKey.FrontendApi}/v1/client/sync", new Dictionary<string, string?> { ["link_domain"] = HostOf(call), ["redirect_url"] = back, [State] = state }));
    }

    /// <summary>The address with the mark that it has been synced; the SDKs read the first such mark, so it is the only one.</summary>
    public static string SyncedUrl(Uri url)
    {
        IEnumerable<string> kept = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => pair.Split('=')[0] != Synced).Append(Synced + "=true");
        return new UriBuilder(url) { Query = string.Join('&', kept), Port = url.IsDefaultPort ? -1 : url.Port }.Uri.AbsoluteUri;
    }

    private static async Task<IResult> Sync(FrontendCall call, ClientStore clients, SessionStore sessions, SatelliteLinks links, CancellationToken ct)
    {
        if (!SafeRedirect.TryParse(call.Instance, call.PublicUrl, call.QueryText("redirect_url"), out Uri? target, toApp: true))
        {
            return new FaultResult(RequestFaults.RedirectUrlInvalid);
        }

        if (IsSatellite(call))
        {
            return Begin(call, target.AbsoluteUri);
        }

        if (SatelliteHost(call.Instance, call.QueryText("link_domain")) is not { } satellite)
        {
            return new FaultResult(SatelliteFaults.UnknownDomain);
        }

        ClientRow? client = (await clients.Find(call, ct)).IsFault(out _, out ClientRow? found) ? null : found;
        bool signedIn = client is not null && (await sessions.Live(client.Id, ct)).Count > 0;
        return Go(call, signedIn
            ? QueryHelpers.AddQueryString($"https://{satellite}/v1/client/link", Token, await links.Keep(call.Instance, new SatelliteLink(client!.Id, satellite, target.AbsoluteUri, call.QueryText(State) is { Length: <= 64 } state ? state : null), ct))
            : SyncedUrl(target));
    }

    private static async Task<IResult> Link(HttpContext context, FrontendCall call, Database db, ClientStore clients, SatelliteLinks links, CancellationToken ct)
    {
        // The token works once, on the host it was made for: whoever reads it in a log has nothing.
        if (await links.Take(call.Instance, call.QueryText(Token), ct) is not { } link || link.Host != HostOf(call) || await clients.Find(call.Instance.Id, link.ClientId, ct) is not { } client)
        {
            return new FaultResult(SatelliteFaults.LinkInvalid);
        }

        // Begun elsewhere than on this host: once more, from here.
        if (link.State is null)
        {
            return Begin(call, link.RedirectUrl);
        }

        if (!Secrets.Same(link.State, context.Request.Cookies[StateCookie]))
        {
            return new FaultResult(SatelliteFaults.LinkInvalid);
        }

        string token = await db.Write(tx => clients.AddSatelliteToken(tx, client.Id, link.Host), ct);
        ClientCookies.Write(call, token, client.UpdatedAt);
        return Go(call, SyncedUrl(new Uri(link.RedirectUrl)));
    }

    private static IResult Go(FrontendCall call, string url)
    {
        call.Response.Headers.CacheControl = "no-store";
        call.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Redirect(url, permanent: false, preserveMethod: true);
    }

    private static string? HostOf(FrontendCall call)
    {
        string host = new Uri(call.PublicUrl.Base).Authority;
        return call.PublicUrl.Path.Length == 0 ? call.Instance.Hosts.FirstOrDefault(own => own.Equals(host, StringComparison.OrdinalIgnoreCase)) : null;
    }

    /// <summary>The instance's own host for a satellite that is named by it, or by the domain it stands on.</summary>
    private static string? SatelliteHost(Instance instance, string? domain) => string.IsNullOrEmpty(domain) || instance.IsDevelopment ? null : instance.Hosts.Skip(1).FirstOrDefault(host =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What a satellite is handed: which client, for which host, where the visitor goes afterwards, and what their browser keeps to show that it asked; null when it did not.</summary>
internal sealed record SatelliteLink(string ClientId, string Host, string RedirectUrl, string? State);

/// <summary>Links by one-time token: kept wrapped, for a minute, for one read.</summary>
internal sealed class SatelliteLinks(Database db, KeyEncryptionKey kek, TimeProvider clock)
{
    private const string Purpose = "satellite_link";
    private const string Prefix = "lnk_";
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public async Task<string> Keep(Instance instance, SatelliteLink link, CancellationToken ct)
    {
        string token = Secrets.New(Prefix);
        string digest = kek.Digest(Purpose, token);
        string wrapped = kek.Wrap(Purpose, digest, JsonSerializer.Serialize(link, SatelliteJson.Default.SatelliteLink));
        await db.Write(tx => tx.Run("INSERT INTO handshake_nonces (nonce_digest, instance_id, wrapped, expires_at) VALUES (@digest, @Id, @wrapped, @until)",
            new { digest, instance.Id, wrapped, until = clock.GetUtcNow() + Lifetime }), ct);
        return token;
    }

    public async Task<SatelliteLink?> Take(Instance instance, string? token, CancellationToken ct)
    {
        if (!Secrets.IsWellFormed(token, Prefix))
        {
            return null;
        }

        string digest = kek.Digest(Purpose, token!);
        string? wrapped = await db.Write(tx => tx.One<string>(
            "DELETE FROM handshake_nonces WHERE nonce_digest = @digest AND instance_id = @Id AND expires_at > @now RETURNING wrapped", new { digest, instance.Id, now = clock.GetUtcNow() }), ct);
        return wrapped is null ? null : JsonSerializer.Deserialize(kek.UnwrapText(Purpose, digest, wrapped), SatelliteJson.Default.SatelliteLink);
    }
}

internal static class SatelliteFaults
{
    public static readonly Fault UnknownDomain = new(400, "satellite_domain_unknown", "Unknown satellite", "This instance has no satellite on that domain.");

    public static readonly Fault LinkInvalid = new(400, "satellite_link_invalid", "Invalid link", "The link is used, too old, or made for another host. Start again from the app.");
}

[System.Text.Json.Serialization.JsonSerializable(typeof(SatelliteLink))]
internal sealed partial class SatelliteJson : System.Text.Json.Serialization.JsonSerializerContext;
