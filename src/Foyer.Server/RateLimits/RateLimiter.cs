using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;

namespace Foyer.Server.RateLimits;

/// <summary>
/// Counts requests against limits, in the memory of this node. It keeps strangers slow; what protects an account, its
/// attempts and its codes, is counted in the database.
/// </summary>
internal sealed class RateLimiter(TimeProvider clock)
{
    private const int Capacity = 400_000;
    private readonly WindowCounter _counter = new(Capacity);

    /// <summary>Counts one request; a fault with the time to wait when the limit is reached.</summary>
    /// <param name="instance">Whose limit.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="subject">Who asks; null when nobody can tell, and then nothing is counted.</param>
    public Fault? Take(Instance instance, RateLimit limit, string? subject)
    {
        if (subject is null || !instance.Settings.RateLimits.Enabled)
        {
            return null;
        }

        long waitMs = _counter.Take(Key(instance, limit, subject), limit.Of(instance), (long)limit.Window.TotalMilliseconds, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return waitMs == 0 ? null : RequestFaults.TooManyRequests with { RetryAfter = (int)Math.Ceiling(waitMs / 1000.0) };
    }

    public void GiveBack(Instance instance, RateLimit limit, string? subject)
    {
        if (subject is not null && instance.Settings.RateLimits.Enabled)
        {
            _counter.GiveBack(Key(instance, limit, subject));
        }
    }

    /// <summary>The caller of a request, as a limit sees it.</summary>
    public static string? Subject(FrontendCall call, RateLimitBy by) => by switch
    {
        RateLimitBy.Address => CallerAddress.Of(call.ClientIp),
        RateLimitBy.Network => CallerAddress.NetworkOf(call.ClientIp),
        RateLimitBy.Identifier => Identifier(call.Params),
        _ => call.Instance.Id,
    };

    private static string? Identifier(Params body) =>
        (body.Text("identifier") ?? body.Text("email_address") ?? body.Text("phone_number") ?? body.Text("username"))?.Trim().ToLowerInvariant();

    /// <summary>A digest, so that keys have one size and no memory holds a list of who was here.</summary>
    private static UInt128 Key(Instance instance, RateLimit limit, string subject)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{limit.Name}\n{instance.Id}\n{subject}"), digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
