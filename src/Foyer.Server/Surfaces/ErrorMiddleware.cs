using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Surfaces;

/// <summary>The edge: an exception is a bug or an outage and leaves as the protocol's error shape, never as a page or a stack.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
            {
                await WireWriter.Write(context, RequestFaults.MethodNotAllowed);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await Answer(context, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? RequestFaults.TooLarge : RequestFaults.Malformed);
        }
        catch (Exception outage) when (outage is DbException or TimeoutException or IOException && !context.Response.HasStarted)
        {
            Outage(log, outage, context.TraceIdentifier);
            await Answer(context, RequestFaults.Unavailable);
        }
        catch (Exception bug) when (!context.Response.HasStarted)
        {
            Bug(log, bug, context.TraceIdentifier);
            await Answer(context, RequestFaults.Internal);
        }
    }

    private static Task Answer(HttpContext context, Fault fault)
    {
        // Headers that protect the answer stay: who asked across origins must be able to read what went wrong.
        context.Response.Headers.Remove("Set-Cookie");
        context.Response.Headers.Remove("Location");
        return WireWriter.Write(context, fault);
    }

    [LoggerMessage(1001, LogLevel.Error, "Request {TraceId} failed")]
    private static partial void Bug(ILogger log, Exception exception, string traceId);

    [LoggerMessage(1002, LogLevel.Warning, "Request {TraceId} met an outage")]
    private static partial void Outage(ILogger log, Exception exception, string traceId);
}
