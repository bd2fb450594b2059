using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Foyer.Server.Health;

/// <summary><c>GET /health</c>: the process lives. <c>GET /ready</c>: it can serve. <c>GET /v1/health</c>: the same for the Frontend API's callers.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly byte[] Ok = "{\"status\":\"ok\"}"u8.ToArray();
    private static readonly byte[] NotOk = "{\"status\":\"unavailable\"}"u8.ToArray();

    // The contract has words of its own.
    private static readonly byte[] Healthy = "{\"status\":\"healthy\"}"u8.ToArray();
    private static readonly byte[] Unhealthy = "{\"status\":\"unhealthy\",\"message\":\"The server is stopping, or its database does not answer.\"}"u8.ToArray();

    public static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet("/health", () => new WireBytes(Ok));
        root.MapGet("/ready", async (Database db, IHostApplicationLifetime lifetime, CancellationToken ct) => await CanServe(db, lifetime, ct) ? new WireBytes(Ok) : new WireBytes(NotOk, 503));
    }

    public static void MapFrontend(RouteGroupBuilder frontend) =>
        frontend.MapGet("/health", async (Database db, IHostApplicationLifetime lifetime, CancellationToken ct) => await CanServe(db, lifetime, ct) ? new WireBytes(Healthy) : new WireBytes(Unhealthy, 503));

    private static async Task<bool> CanServe(Database db, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            bool stopping = lifetime.ApplicationStopping.IsCancellationRequested;
            return !stopping && await db.One<int>("SELECT 1", null, patience.Token) == 1;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
