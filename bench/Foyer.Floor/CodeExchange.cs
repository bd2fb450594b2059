using System.Net.Http.Headers;
using System.Text.Json;

namespace Foyer.Floor;

/// <summary>The least that coming back from a provider can cost: the code is exchanged, the answer read, and what came of it is on disk.</summary>
internal static class CodeExchange
{
    /// <summary><c>POST /exchange?at=URL</c> with the form that the provider's token endpoint wants.</summary>
    public static void Map(IEndpointRouteBuilder routes, DurableWrite write)
    {
        HttpClient http = new();
        routes.MapPost("/exchange", async (HttpContext context, string at) =>
        {
            using StreamContent form = new(context.Request.Body);
            form.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
            form.Headers.ContentLength = context.Request.ContentLength;
            using HttpResponseMessage answer = await http.PostAsync(at, form);
            using JsonDocument tokens = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            string identity = tokens.RootElement.GetProperty("id_token").GetString()!;
            await write.Run();
            await context.Response.WriteAsync(identity);
        });
    }
}
