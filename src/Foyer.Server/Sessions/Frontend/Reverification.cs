using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Surfaces;

namespace Foyer.Server.Sessions.Frontend;

/// <summary>
/// Step-up: what every sensitive change to an account asks before it begins (WIRE §9.7). Refuses who acts in the user's
/// place always, and, where the instance wants it, whose factors were proven too long ago.
/// </summary>
internal sealed class Reverification(TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>Null when the change may go on.</summary>
    public Task<Fault?> Require(FrontendCall call, OwnSession own, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(
            own.Session.IsImpersonation ? ReverificationFaults.Impersonating :
            call.Instance.Settings.AuthConfig.Reverification && IsStale(own.Session, clock.GetUtcNow()) ? ReverificationFaults.Required :
            null);
    }

    private static bool IsStale(SessionRow session, DateTimeOffset now) =>
        session.FirstFactorAt is not { } first || now - first >= Fresh || (session.SecondFactorAt is { } second && now - second >= Fresh);
}

internal static class ReverificationFaults
{
    /// <summary>The SDK opens its step-up dialog at the code; the hint is for those who build their own.</summary>
    public static readonly Fault Required = new(403, "session_reverification_required", "Verify that it is you", "This change asks for proof again that it is you. Verify the session, then repeat the request.")
    {
        Meta = new ErrorMeta { Other = new Dictionary<string, JsonElement> { ["clerk_error"] = Hint() } },
    };

    public static readonly Fault Impersonating = new(403, "impersonation_forbidden", "Not in somebody's place", "Who acts in a user's place cannot change how that user signs in.");

    private static JsonElement Hint()
    {
        using JsonDocument hint = JsonDocument.Parse("""{"type":"forbidden","reason":"reverification-error","metadata":{"reverification":{"level":"multi_factor","afterMinutes":10}}}""");
        return hint.RootElement.Clone();
    }
}
