namespace Foyer.Floor;

/// <summary>Bytes that were ready before anybody asked.</summary>
internal static class PlainText
{
    /// <summary><c>GET /plaintext</c>, and <c>GET /plaintext/{length}</c> for as many bytes as another answer has.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        byte[] hello = "Hello, World!"u8.ToArray();
        byte[] filler = [];

        routes.MapGet("/plaintext", (HttpContext context) => Write(context, hello));
        routes.MapGet("/plaintext/{length:int}", (HttpContext context, int length) =>
        {
            byte[] body = filler;
            if (body.Length != length)
            {
                body = filler = [.. Enumerable.Repeat((byte)'x', length)];
            }

            return Write(context, body);
        });
    }

    private static Task Write(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
