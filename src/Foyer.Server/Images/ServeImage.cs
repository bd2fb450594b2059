using System.Text;
using Foyer.Server.Instances;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Images;

/// <summary>
/// <c>GET /images/{id}</c> and <c>GET /images/initials/{token}</c>. An address is never used for two pictures, so an answer
/// is kept for ever; and whatever a browser makes of it, it makes it of an image, without scripts, in an origin of its own.
/// </summary>
internal static class ServeImage
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/images/{id}", Handle);
        pages.MapGet("/images/initials/{token}", Draw);
    }

    private static async Task Handle(string id, HttpContext context, ImageStore images, CancellationToken ct)
    {
        if (!id.StartsWith("img_", StringComparison.Ordinal) || id.Length > 64 || await images.Find(context.GetInstance().Id, id, ct) is not { } image)
        {
            await WireWriter.Write(context, RequestFaults.NotFound);
            return;
        }

        await Write(context, image.ContentType, image.Bytes);
    }

    private static Task Draw(string token, HttpContext context, Initials initials) =>
        initials.Draw(token) is { } drawing ? Write(context, "image/svg+xml", Encoding.UTF8.GetBytes(drawing)) : WireWriter.Write(context, RequestFaults.NotFound);

    private static async Task Write(HttpContext context, string contentType, byte[] bytes)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentType = contentType;
        headers.ContentDisposition = "inline; filename=\"image\"";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        // Canvas and cropping tools of the app's pages read it too; there is no credential in this request.
        headers.AccessControlAllowOrigin = "*";
        headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }
}
