using System.Collections.Concurrent;
using System.Text;
using Foyer.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Foyer.Tests.Backend;

/// <summary>One request as the stub saw it.</summary>
internal sealed record Seen(string Method, string Target, string Body, IHeaderDictionary Headers);

/// <summary>A server on a port of its own that answers what a test tells it to, and remembers what it was asked.</summary>
internal sealed class StubApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubApi(WebApplication app) => _app = app;

    public ConcurrentQueue<Seen> Requests { get; } = [];

    public Uri Url => new(_app.Urls.Single());

    public Func<HttpContext, Task> Answer { get; set; } = context => Json(context, 404, """{"errors":[{"code":"resource_not_found","message":"m","long_message":"l"}],"clerk_trace_id":"t1"}""");

    public Seen Last => Requests.Last();

    public static async Task<StubApi> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        StubApi stub = new(app);
        app.Run(async context =>
        {
            using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            HeaderDictionary headers = [];
            foreach (var (name, value) in context.Request.Headers)
            {
                headers[name] = value;
            }

            stub.Requests.Enqueue(new Seen(context.Request.Method, context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget, body, headers));
            await stub.Answer(context);
        });
        await app.StartAsync();
        return stub;
    }

    public StubApi Answers(int status, string json)
    {
        Answer = context => Json(context, status, json);
        return this;
    }

    public FoyerBackend Client(string secretKey = "sk_test_abc") => new(new FoyerBackendOptions { SecretKey = secretKey, ApiUrl = Url });

    public static Task Json(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
