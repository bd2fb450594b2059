using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.DevBrowsers;

/// <summary>
/// Dev browsers: the credential of a visitor of a development instance, carried in the open as <c>__clerk_db_jwt</c>,
/// because third-party cookies do not reach a server on another host (WIRE §2.4).
/// </summary>
internal sealed class DevBrowserStore(Database db, KeyEncryptionKey kek, TimeProvider clock)
{
    public const string Purpose = "dev_browser";
    private const string Prefix = "dvb_";

    /// <summary>One that never signs in is forgotten after a week; one that does lives on with its client.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Makes one and returns its token, which is kept nowhere.</summary>
    public async Task<(string Token, DateTimeOffset CreatedAt)> Create(Instance instance, CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string token = Secrets.New(Prefix);
        await db.Write(tx => tx.Run("INSERT INTO dev_browsers (token_digest, instance_id, created_at, expires_at) VALUES (@digest, @instanceId, @now, @until)",
            new { digest = Digest(token), instanceId = instance.Id, now, until = now + Lifetime }), ct);
        return (token, now);
    }

    /// <summary>Whether the instance knows the dev browser.</summary>
    public async Task<bool> Exists(Instance instance, string token, CancellationToken ct) =>
        Secrets.IsWellFormed(token, Prefix) &&
        await db.One<string>("SELECT token_digest FROM dev_browsers WHERE token_digest = @digest AND instance_id = @instanceId AND (expires_at > @now OR client_id IS NOT NULL)",
            new { digest = Digest(token), instanceId = instance.Id, now = clock.GetUtcNow() }, ct) is not null;

    /// <summary>The client bound to a dev browser; null when there is none.</summary>
    public async Task<string?> FindClientId(Instance instance, string token, CancellationToken ct) => !Secrets.IsWellFormed(token, Prefix) ? null :
        await db.One<string>("SELECT client_id FROM dev_browsers WHERE token_digest = @digest AND instance_id = @instanceId", new { digest = Digest(token), instanceId = instance.Id }, ct);

    public string Digest(string token) => kek.Digest(Purpose, token);
}

/// <summary><c>POST /v1/dev_browser</c>; development instances only.</summary>
internal static class CreateDevBrowser
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/dev_browser", Handle);

    private static async Task<IResult> Handle(FrontendCall call, DevBrowserStore devBrowsers, CancellationToken ct)
    {
        if (!call.Instance.IsDevelopment)
        {
            return new FaultResult(DevBrowserFaults.ProductionHasNone);
        }

        (string token, DateTimeOffset now) = await devBrowsers.Create(call.Instance, ct);
        return new WireResult<DevBrowserResource>(
            new DevBrowserResource { Id = token, Token = token, InstanceId = call.Instance.Id, CreatedAt = now, UpdatedAt = now }, WireJson.Default.DevBrowserResource);
    }
}

internal static class DevBrowserFaults
{
    public static readonly Fault Unauthenticated = new(401, "dev_browser_unauthenticated", "Unknown dev browser", "This development instance does not know the dev browser. Make a new one.");

    public static readonly Fault ProductionHasNone = new(400, "dev_browser_unavailable", "No dev browsers here", "Production instances know people by their client cookie only.");
}
