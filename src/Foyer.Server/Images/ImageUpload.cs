using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Foyer.Server.Images;

/// <summary>
/// Reads one uploaded image from a request: a multipart form with the field <c>file</c>, or the text of the file in Base64
/// as the browser SDK sends it (WIRE §2.1). Uploads are the one large body this server takes, so they have a budget of
/// their own: one at a time for each person, a few for everybody, a minute for each.
/// </summary>
internal sealed class ImageUpload(TimeProvider clock) : IDisposable
{
    /// <summary>Base64 takes four bytes for three; the rest is room for a form's frame.</summary>
    private const long MaxBody = (ImageCleaner.MaxBytes / 3 * 4) + (64 * 1024);
    private const int AtOnce = 8;
    private const int MaxParts = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _room = new(AtOnce);
    private readonly ConcurrentDictionary<string, byte> _uploading = new(StringComparer.Ordinal);

    /// <summary>The image in the body, cleaned; or what is wrong with it.</summary>
    /// <param name="request">The request, its body not read yet.</param>
    /// <param name="userId">Whose image it becomes.</param>
    /// <param name="ct">The caller's patience.</param>
    public async Task<Outcome<CleanImage>> Read(HttpRequest request, string userId, CancellationToken ct)
    {
        if (request.ContentLength > MaxBody)
        {
            return ImageFaults.TooLarge;
        }

        if (!_uploading.TryAdd(userId, 0))
        {
            return RequestFaults.TooManyRequests;
        }

        try
        {
            if (!await _room.WaitAsync(TimeSpan.Zero, ct))
            {
                return RequestFaults.TooManyRequests;
            }

            try
            {
                return await ReadInTime(request, ct);
            }
            finally
            {
                _room.Release();
            }
        }
        finally
        {
            _uploading.TryRemove(userId, out _);
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<Outcome<CleanImage>> ReadInTime(HttpRequest request, CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        using CancellationTokenSource late = new(Longest, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return (await ReadFile(request, either.Token)).IsFault(out Fault? fault, out byte[] file) ? fault : ImageCleaner.Clean(file);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return ImageFaults.TooSlow;
        }
        catch (BadHttpRequestException trickling) when (trickling.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return ImageFaults.TooSlow;
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ImageFaults.TooLarge;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException or IOException && !ct.IsCancellationRequested)
        {
            return ImageFaults.FileMissing;
        }
    }

    private static async Task<Outcome<byte[]>> ReadFile(HttpRequest request, CancellationToken ct) =>
        !MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) ? ImageFaults.FileMissing :
        type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) ? await FromForm(request, type, ct) :
        type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) ? FromText(await ReadAll(request.Body, MaxBody, ct)) :
        RequestFaults.UnsupportedMediaType;

    private static async Task<Outcome<byte[]>> FromForm(HttpRequest request, MediaTypeHeaderValue type, CancellationToken ct)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? "";
        if (boundary.Length is 0 or > 70)
        {
            return ImageFaults.FileMissing;
        }

        MultipartReader reader = new(boundary, request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4096 };
        byte[]? file = null;
        for (int parts = 0; await reader.ReadNextSectionAsync(ct) is { } part; parts++)
        {
            if (parts == MaxParts || !ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out ContentDispositionHeaderValue? disposition))
            {
                return ImageFaults.FileMissing;
            }

            if (HeaderUtilities.RemoveQuotes(disposition.Name).Equals("file", StringComparison.Ordinal))
            {
                if (file is not null)
                {
                    return ImageFaults.FileMissing;
                }

                if ((await ReadAll(part.Body, ImageCleaner.MaxBytes, ct)).IsFault(out Fault? fault, out file))
                {
                    return fault;
                }
            }
        }

        return file is { Length: > 0 } ? file : ImageFaults.FileMissing;
    }

    private static Outcome<byte[]> FromText(Outcome<byte[]> body)
    {
        if (body.IsFault(out Fault? fault, out byte[] bytes) || ImageCleaner.Matches(bytes))
        {
            return fault is not null ? fault : bytes;
        }

        int start = bytes.AsSpan().StartsWith("data:"u8) ? bytes.AsSpan().IndexOf(";base64,"u8) + ";base64,".Length : 0;
        if (bytes.Length == 0 || start > 256)
        {
            return bytes.Length == 0 ? ImageFaults.FileMissing : ImageFaults.NotAnImage;
        }

        byte[] file = new byte[Base64.GetMaxDecodedFromUtf8Length(bytes.Length - start)];
        return Base64.DecodeFromUtf8(bytes.AsSpan(start), file, out _, out int length) == OperationStatus.Done ? file[..length] : ImageFaults.NotAnImage;
    }

    private static async Task<Outcome<byte[]>> ReadAll(Stream body, long most, CancellationToken ct)
    {
        using MemoryStream whole = new();
        byte[] chunk = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await body.ReadAsync(chunk, ct)) > 0)
            {
                if (whole.Length + read > most)
                {
                    return ImageFaults.TooLarge;
                }

                whole.Write(chunk, 0, read);
            }

            return whole.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
