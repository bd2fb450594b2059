using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Foyer.AspNetCore;

/// <summary>
/// Passes a browser's request on to the Foyer server and its answer back, both as streams (WIRE §1.7). The server is the
/// one configured, whatever the path says.
/// </summary>
internal sealed partial class FoyerProxy(FoyerApp app, ILogger<FoyerProxy> log)
{
    public async Task ForwardAsync(HttpContext context)
    {
        string proxyUrl = ProxyUrl(context.Request);
        if (ProxyRules.Target(app.ApiUrl, app.ProxyPath!, context.Request) is not { } target)
        {
            await Refuse(context, StatusCodes.Status400BadRequest, "proxy_path_mismatch", "This path cannot be forwarded.");
            return;
        }

        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), target);
        CopyRequest(context, request, proxyUrl);
        try
        {
            using HttpResponseMessage response = await app.Transport.SendAsync(request, context.RequestAborted);
            CopyHeaders(response, context.Response, proxyUrl);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            }
        }
        catch (HttpRequestException failure)
        {
            Failed(log, failure.Message);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Response.Clear();
            await Refuse(context, StatusCodes.Status502BadGateway, "proxy_request_failed", "The Foyer server does not answer.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away; there is nobody left to answer.
        }
    }

    /// <summary>This proxy as browsers see it. A configured address counts: the Host header is whatever its sender likes, and behind a tunnel it is another.</summary>
    private string ProxyUrl(HttpRequest request) =>
        Uri.TryCreate(app.Options.ProxyUrl, UriKind.Absolute, out Uri? configured) && configured.Scheme is "http" or "https"
            ? configured.AbsoluteUri.TrimEnd('/')
            : $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{app.ProxyPath}";

    private void CopyRequest(HttpContext context, HttpRequestMessage request, string proxyUrl)
    {
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0 || (context.Request.ContentLength is null && context.Request.ContentType is not null))
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (ProxyRules.GoesUp(name, context.Request.Headers.Connection) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.Add(HeaderNames.ProxyUrl, proxyUrl);
        request.Headers.Add(HeaderNames.SecretKey, app.SecretKey);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", context.Request.Host.Value);
        request.Headers.Add("X-Forwarded-Proto", context.Request.Scheme);
        if (context.Connection.RemoteIpAddress is { } address)
        {
            request.Headers.Add("X-Forwarded-For", (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        }
    }

    private void CopyHeaders(HttpResponseMessage response, HttpResponse answer, string proxyUrl)
    {
        answer.StatusCode = (int)response.StatusCode;
        StringValues connection = response.Headers.TryGetValues("Connection", out IEnumerable<string>? named) ? new StringValues([.. named]) : StringValues.Empty;
        foreach (HttpHeaders headers in (HttpHeaders[])[response.Headers, response.Content.Headers])
        {
            foreach (var (name, values) in headers.NonValidated)
            {
                if (ProxyRules.ComesDown(name, connection))
                {
                    answer.Headers.Append(name, new StringValues([.. values]));
                }
            }
        }

        if (answer.Headers.Location is { Count: 1 } location)
        {
            answer.Headers.Location = ProxyRules.Location(location.ToString(), app.ApiUrl, proxyUrl);
        }
    }

    private static Task Refuse(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        ErrorBody body = new([new ErrorResource { Code = code, Message = message, LongMessage = message }], context.TraceIdentifier);
        return context.Response.WriteAsync(JsonSerializer.Serialize(body, WireJson.Default.ErrorBody), Encoding.UTF8, context.RequestAborted);
    }

    [LoggerMessage(3201, LogLevel.Warning, "The Foyer server does not answer: {Failure}")]
    private static partial void Failed(ILogger log, string failure);
}
