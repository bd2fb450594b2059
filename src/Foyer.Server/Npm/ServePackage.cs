using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;

namespace Foyer.Server.Npm;

/// <summary>
/// <c>GET /npm/@scope/name@version/path</c>: files of npm packages the operator has installed, for the official browser
/// bundles (WIRE §1.4). Whatever range is asked for, the installed version answers if it satisfies it.
/// </summary>
internal static class ServePackage
{
    public static void Map(IEndpointRouteBuilder root, string prefix) => root.MapGet(prefix + "/npm/{scope}/{package}/{**file}", Handle);

    private static async Task Handle(string scope, string package, string? file, HttpContext context, NpmFolder folder)
    {
        int at = package.LastIndexOf('@');
        if (at < 1 || file is null || folder.Find($"{scope}/{package[..at]}", package[(at + 1)..], file) is not { } found)
        {
            await WireWriter.Write(context, RequestFaults.NotFound);
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        // Scripts are fetched anonymously by pages of any origin; a list of origins would only break caches.
        headers.AccessControlAllowOrigin = "*";
        headers.Remove("Access-Control-Allow-Credentials");
        headers.Remove("Vary");
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.CacheControl = found.IsExact ? "public, max-age=31536000, immutable" : "public, max-age=300";
        context.Response.ContentType = found.ContentType;
        await context.Response.SendFileAsync(found.Path, context.RequestAborted);
    }
}

/// <summary>The folder of installed packages; none when the operator named none.</summary>
internal sealed class NpmFolder(string? root)
{
    private static readonly FileExtensionContentTypeProvider Types = new();
    private readonly ConcurrentDictionary<string, string?> _versions = new(StringComparer.Ordinal);

    /// <summary>A file of a package; null when the package, a version that satisfies, or the file is not there.</summary>
    public (string Path, string ContentType, bool IsExact)? Find(string name, string wanted, string file)
    {
        if (root is null || name.Split('/') is not [['@', ..] scope, { Length: > 0 } package] || scope.Contains("..", StringComparison.Ordinal) || package.Contains("..", StringComparison.Ordinal))
        {
            return null;
        }

        string[] bases = [Path.Combine(root, "node_modules", scope, package), Path.Combine(root, scope, package)];
        if (Array.Find(bases, candidate => File.Exists(Path.Combine(candidate, "package.json"))) is not { } folder ||
            _versions.GetOrAdd(folder, Version) is not { } version || !Satisfies(version, wanted))
        {
            return null;
        }

        string path = Path.GetFullPath(Path.Combine(folder, file));
        bool inside = path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return inside && File.Exists(path)
            ? (path, path.EndsWith(".js", StringComparison.Ordinal) || path.EndsWith(".mjs", StringComparison.Ordinal) ? "text/javascript" : Types.TryGetContentType(path, out string? type) ? type : "application/octet-stream", wanted == version)
            : null;
    }

    /// <summary>An exact version, a major or major.minor of it, or a tag.</summary>
    private static bool Satisfies(string version, string wanted) =>
        wanted == version || version.StartsWith(wanted + ".", StringComparison.Ordinal) || wanted is "latest" or "canary" or "snapshot";

    private static string? Version(string folder)
    {
        try
        {
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "package.json")));
            return manifest.RootElement.GetProperty("version").GetString();
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }
}
