using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Tests.Surfaces;

/// <summary>One mapped operation of an API.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">As callers write it, with <c>{parameters}</c>.</param>
/// <param name="IsBackend">Whose it is.</param>
public sealed record Route(string Method, string Path, bool IsBackend)
{
    /// <summary>Every operation both APIs have, read from the server's own routes: a new one is tested without anybody thinking of it.</summary>
    public static IReadOnlyList<Route> All { get; } = Read();

    /// <summary>The path with its parameters filled in.</summary>
    public string With(string value) => System.Text.RegularExpressions.Regex.Replace(Path, @"\{[^}]+\}", _ => value);

    private static List<Route> Read()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        FoyerServerExtensions.AddFoyerServer(builder.Services, new FoyerServerOptions());
        WebApplication app = builder.Build();
        FoyerServerExtensions.MapRoutes(app);
        List<Route> routes =
        [
            .. from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
               let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
               let isBackend = path.StartsWith("/backend/", StringComparison.Ordinal)
               where isBackend || path.StartsWith("/frontend/", StringComparison.Ordinal)
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               select new Route(method, path[(isBackend ? "/backend".Length : "/frontend".Length)..], isBackend),
        ];
        Assert.True(routes.Count(route => route.IsBackend) > 15 && routes.Count(route => !route.IsBackend) > 15, "The server's routes were not found.");
        return routes;
    }
}

/// <summary>How many rows of each kind a database holds: what must not change when a request is refused.</summary>
internal static class Rows
{
    private static readonly string[] Tables = ["users", "email_addresses", "passwords", "clients", "sessions", "sign_ins", "sign_ups", "dev_browsers", "counters"];

    public static async Task<string> Of(TestFoyer foyer)
    {
        List<string> counts = [];
        foreach (string table in Tables)
        {
            counts.Add($"{table} {await foyer.Database.One<long>($"SELECT count(*) FROM {table}", null, default)}");
        }

        counts.Add($"live {await foyer.Database.One<long>("SELECT count(*) FROM sessions WHERE status = 'active'", null, default)}");
        return string.Join(", ", counts);
    }
}
