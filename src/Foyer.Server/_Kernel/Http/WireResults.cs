using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server;

/// <summary>
/// Answers JSON with a content type of exactly <c>application/json</c>: the official SDK compares the header as text and
/// treats anything else, a charset included, as plain text (WIRE §12.1).
/// </summary>
internal sealed class WireResult<T>(T value, JsonTypeInfo<T> type, int status = 200) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, WireWriter.Options))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return WireWriter.Write(httpContext, status, buffer.WrittenMemory);
    }
}

/// <summary>Answers JSON that is ready in bytes.</summary>
internal sealed class WireBytes(ReadOnlyMemory<byte> utf8, int status = 200) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    public Task ExecuteAsync(HttpContext httpContext) => WireWriter.Write(httpContext, status, utf8);
}

/// <summary>Answers a <see cref="Fault"/> in the one error shape both APIs have.</summary>
internal sealed class FaultResult(Fault fault) : IResult, IStatusCodeHttpResult
{
    public Fault Fault { get; } = fault;

    public int? StatusCode => Fault.Status;

    public Task ExecuteAsync(HttpContext httpContext) => WireWriter.Write(httpContext, Fault);
}

internal static class WireWriter
{
    /// <summary>Only what JSON itself demands is escaped: the answers are never pasted into HTML, and tokens stay short.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static Task Write(HttpContext context, Fault fault)
    {
        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return new WireResult<ErrorBody>(new ErrorBody([fault.ToResource()], context.TraceIdentifier), WireJson.Default.ErrorBody, fault.Status).ExecuteAsync(context);
    }

    public static async Task Write(HttpContext context, int status, ReadOnlyMemory<byte> utf8)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = utf8.Length;
        if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = "no-store";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(utf8, context.RequestAborted);
        }
    }
}
