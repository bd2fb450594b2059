using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Components;

/// <summary><c>GET /_foyer/{name}</c>.</summary>
internal static class AssetEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/_foyer/{name}", Handle);

    private static Task Handle(HttpContext http)
    {
        string name = (string)http.Request.RouteValues["name"]!;
        if (http.RequestServices.GetRequiredService<UiAssets>().Find(name) is not { } asset)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        IHeaderDictionary headers = http.Response.Headers;
        headers.ETag = $"\"{asset.Hash}\"";
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = name == asset.Name ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate";
        // A module script is fetched with CORS even from another port; there is nothing secret in these files.
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(headers.ETag!, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        (string? encoding, ReadOnlyMemory<byte> body) = Encoded(asset, http.Request);
        headers.ContentEncoding = encoding;
        http.Response.ContentType = asset.ContentType;
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static (string? Encoding, ReadOnlyMemory<byte> Body) Encoded(UiAsset asset, HttpRequest request)
    {
        IEnumerable<string> accepted = request.GetTypedHeaders().AcceptEncoding.Where(encoding => encoding.Quality is not 0).Select(encoding => encoding.Value.ToString());
        HashSet<string> names = new(accepted, StringComparer.OrdinalIgnoreCase);
        return names.Contains("br") ? ("br", asset.Brotli) : names.Contains("gzip") ? ("gzip", asset.Gzip) : (null, asset.Content);
    }
}
