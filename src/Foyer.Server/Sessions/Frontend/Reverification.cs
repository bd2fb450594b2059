using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Factors;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;

namespace Foyer.Server.Sessions.Frontend;

/// <summary>
/// Step-up: what every sensitive change to an account asks before it begins (WIRE §9.7). Refuses who acts in the user's
/// place always, and, where the instance wants it, whose factors were proven too long ago.
/// </summary>
internal sealed class Reverification(UserStore users, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>Null when the change may go on.</summary>
    public async Task<Fault?> Require(FrontendCall call, OwnSession own, CancellationToken ct)
    {
        if (own.Session.IsImpersonation)
        {
            return ReverificationFaults.Impersonating;
        }

        if (!call.Instance.Settings.AuthConfig.Reverification)
        {
            return null;
        }

        // The account as it is now decides, not what it was when the session began.
        UserAggregate? user = await users.FindAggregate(call.Instance.Id, own.Session.UserId, ct);
        bool hasSecond = user is not null && FactorRules.AsksSecondFactor(call.Instance.Settings.UserSettings, user);
        DateTimeOffset now = clock.GetUtcNow();
        // Whoever has a second factor shows that one; the dialogs of the SDKs ask for it alone (WIRE §9.7). Whoever has just
        // set the first of them up has shown it.
        bool isFresh = hasSecond ? IsFresh(own.Session.SecondFactorAt, now) || (IsFresh(user!.User.MfaEnabledAt, now) && IsFresh(own.Session.FirstFactorAt, now)) : IsFresh(own.Session.FirstFactorAt, now);
        return isFresh ? null : ReverificationFaults.Required;
    }

    private static bool IsFresh(DateTimeOffset? proven, DateTimeOffset now) => proven is { } at && now - at < Fresh;
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
        using JsonDocument hint = JsonDocument.Parse("""{"type":"forbidden","reason":"reverification-error","metadata":{"reverification":{"level":"second_factor","afterMinutes":10}}}""");
        return hint.RootElement.Clone();
    }
}
