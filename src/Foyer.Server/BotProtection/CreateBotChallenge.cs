using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.BotProtection;

/// <summary><c>POST /v1/bot_challenges</c>: work to do before signing up. Our own addition; the answer is bare.</summary>
internal static class CreateBotChallenge
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/bot_challenges", Handle);

    private static IResult Handle(FrontendCall call, BotGuard protection, KeyEncryptionKey kek)
    {
        if (!call.Instance.Settings.UserSettings.SignUp.CaptchaEnabled || !call.Instance.Settings.BotProtection.ProofOfWork)
        {
            return new FaultResult(BotProtectionFaults.NotEnabled);
        }

        ProofOfWork challenge = protection.Issue(call.Instance);
        BotChallengeResource resource = new() { Challenge = challenge.ToText(kek), Difficulty = challenge.Difficulty, ExpireAt = challenge.ExpireAt };
        return new WireResult<BotChallengeResource>(resource, WireJson.Default.BotChallengeResource);
    }
}
