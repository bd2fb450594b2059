using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server;

/// <summary>Carries an HTTP request through the server's own pipeline without leaving the process: pages are clients of the APIs.</summary>
internal sealed class InProcessTransport(IServiceProvider services, IServiceScopeFactory scopes) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        using MemoryStream body = new();
        FeatureCollection features = new();
        features.Set<IHttpRequestFeature>(await Request(request, cancellationToken));
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IServiceProvidersFeature>(new Scope(scope.ServiceProvider));
        features.Set<IHttpRequestLifetimeFeature>(new Lifetime { RequestAborted = cancellationToken });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = ClientAddress(request) });
        DefaultHttpContext context = new(features);
        await services.GetRequiredService<FoyerPipeline>().Run(context);
        await context.Response.CompleteAsync();
        return Response(request, context, body.ToArray());
    }

    private static async Task<HttpRequestFeature> Request(HttpRequestMessage request, CancellationToken ct)
    {
        Uri uri = request.RequestUri!;
        HttpRequestFeature feature = new()
        {
            Protocol = "HTTP/1.1",
            Method = request.Method.Method,
            Scheme = uri.Scheme,
            Path = Uri.UnescapeDataString(uri.AbsolutePath),
            QueryString = uri.Query,
            RawTarget = uri.PathAndQuery,
            Headers = new HeaderDictionary(),
        };
        // As they were given: read by their grammar, a User-Agent falls into its words.
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default))
        {
            feature.Headers[name] = values.ToArray();
        }

        if (string.IsNullOrEmpty(feature.Headers.Host))
        {
            feature.Headers.Host = uri.Authority;
        }

        if (request.Content is not null)
        {
            byte[] body = await request.Content.ReadAsByteArrayAsync(ct);
            feature.Body = new MemoryStream(body);
            feature.Headers.ContentLength = body.Length;
        }

        return feature;
    }

    /// <summary>The address of the browser the request is made for, as the page before us saw it.</summary>
    private static IPAddress? ClientAddress(HttpRequestMessage request) =>
        request.Options.TryGetValue(RemoteAddress, out IPAddress? address) ? address : null;

    public static readonly HttpRequestOptionsKey<IPAddress> RemoteAddress = new("foyer.remote_address");

    private static HttpResponseMessage Response(HttpRequestMessage request, HttpContext context, byte[] body)
    {
        HttpResponseMessage response = new((HttpStatusCode)context.Response.StatusCode) { RequestMessage = request, Content = new ByteArrayContent(body) };
        foreach (var (name, values) in context.Response.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                response.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return response;
    }

    private sealed class Scope(IServiceProvider services) : IServiceProvidersFeature
    {
        public IServiceProvider RequestServices { get; set; } = services;
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public void Abort()
        {
        }
    }
}
