using System.Buffers.Text;
using System.Security.Cryptography;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Foyer.Server.TestingTokens;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.BotProtection;

/// <summary>Keeps robots from signing up: services and routes.</summary>
internal static class BotProtectionFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<TestingTokenReader>();
        services.AddSingleton<Turnstile>();
        services.AddSingleton<BotGuard>();
    }
}

/// <summary>Asks for a proof against robots where the instance wants one, and takes each proof once.</summary>
internal sealed class BotGuard(Database db, KeyEncryptionKey kek, TestingTokenReader testingTokens, Turnstile turnstile, TimeProvider clock)
{
    /// <summary>Long enough to fill in a form, short enough that proofs cannot be hoarded.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>A new challenge of this instance.</summary>
    public ProofOfWork Issue(Instance instance) => new(
        instance.Id,
        DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds()),
        instance.Settings.BotProtection.Difficulty,
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));

    /// <summary>
    /// Whether a sign-up begins without a proof because it goes to a provider that keeps robots out itself. It then
    /// completes with an account there, or not at all.
    /// </summary>
    public bool IsWaived(FrontendCall call) =>
        call.Instance.Settings.UserSettings.SignUp.CaptchaEnabled && call.Params.Text("captcha_token") is null && !testingTokens.Holds(call) &&
        call.Params.Text("strategy") is { } strategy && call.Instance.Settings.DisplayConfig.CaptchaOauthBypass.Contains(strategy);

    /// <summary>The fault to answer before anything is made; null when the request may go on. A right proof is spent by this.</summary>
    public async Task<Fault?> Check(FrontendCall call, CancellationToken ct)
    {
        InstanceSettings settings = call.Instance.Settings;
        if (!settings.UserSettings.SignUp.CaptchaEnabled || testingTokens.Holds(call))
        {
            return null;
        }

        if (call.Params.Text("captcha_token") is not { } token)
        {
            return BotProtectionFaults.Missing;
        }

        return token.StartsWith(ProofOfWork.Prefix, StringComparison.Ordinal)
            ? await CheckWork(call.Instance, token, ct)
            : await turnstile.Check(settings.BotProtection, token, call.ClientIp, ct);
    }

    private async Task<Fault?> CheckWork(Instance instance, string solution, CancellationToken ct)
    {
        if (!instance.Settings.BotProtection.ProofOfWork)
        {
            return BotProtectionFaults.NotEnabled;
        }

        DateTimeOffset now = clock.GetUtcNow();
        if (ProofOfWork.Solved(kek, instance.Id, solution) is not { } proof || proof.ExpireAt <= now || proof.Difficulty < instance.Settings.BotProtection.Difficulty)
        {
            return BotProtectionFaults.Invalid;
        }

        int spent = await db.Write(tx => tx.Run(
            "INSERT INTO spent_bot_challenges (nonce, instance_id, expire_at) VALUES (@Nonce, @InstanceId, @ExpireAt) ON CONFLICT (instance_id, nonce) DO NOTHING", proof), ct);
        return spent == 1 ? null : BotProtectionFaults.Invalid;
    }
}

internal static class BotProtectionFaults
{
    public static readonly Fault Missing = new(422, "captcha_missing_token", "Proof missing", "This application asks for a proof that you are no robot, and none was sent.");

    public static readonly Fault Invalid = new(422, "captcha_invalid", "Proof not accepted", "The proof that you are no robot does not hold, has expired or was used before. Try again.");

    public static readonly Fault NotEnabled = new(422, "captcha_not_enabled", "Proof of another kind", "This application does not take a proof of this kind. Load its settings again.");
}
