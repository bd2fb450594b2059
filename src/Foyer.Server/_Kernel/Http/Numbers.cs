using Microsoft.AspNetCore.Http;

namespace Foyer.Server;

/// <summary>The paging of lists (WIRE §12.2): <c>limit</c> 1 to 500, default 10; <c>offset</c> from 0.</summary>
internal static class Numbers
{
    public const int MaxLimit = 500;
    private const long MaxOffset = 1_000_000_000;

    /// <summary>Reads both.</summary>
    public static Fault? Page(IQueryCollection query, out int limit, out long offset)
    {
        Fault? wrongOffset = Offset(query, out offset);
        return Limit(query, out limit) ?? wrongOffset;
    }

    private static Fault? Limit(IQueryCollection query, out int limit)
    {
        limit = 10;
        if (query["limit"].FirstOrDefault() is not { Length: > 0 } text)
        {
            return null;
        }

        if (text.AsNumber() is not (>= 1 and <= MaxLimit and var number))
        {
            return RequestFaults.Value("limit");
        }

        limit = (int)number;
        return null;
    }

    private static Fault? Offset(IQueryCollection query, out long offset)
    {
        offset = 0;
        if (query["offset"].FirstOrDefault() is not { Length: > 0 } text)
        {
            return null;
        }

        if (text.AsNumber() is not (>= 0 and <= MaxOffset and var number))
        {
            return RequestFaults.Value("offset");
        }

        offset = number;
        return null;
    }
}
