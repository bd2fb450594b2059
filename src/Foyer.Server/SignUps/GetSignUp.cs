using Foyer.Server.Clients;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignUps;

/// <summary>
/// <c>GET /v1/client/sign_ups/{sign_up_id}</c>. The client goes along: whoever polls for a link opened elsewhere learns
/// of the session here, and a native app that brings its nonce goes on with what a provider proved.
/// </summary>
internal static class GetSignUp
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/client/sign_ups/{sign_up_id}", Handle);

    private static async Task<IResult> Handle(string sign_up_id, FrontendCall call, ClientStore clients, SignUpStore signUps, SocialReturn social, ClientAnswers answers, CancellationToken ct) =>
        (await signUps.FindOwn(call, sign_up_id, ct)).IsFault(out Fault? fault, out SignUpRow row)
            ? new FaultResult(fault)
            : await CreateSignUp.Answer(call, clients, signUps, answers, row.Id, new ClientChange(row.ClientId, await social.Redeem(call, row.ClientId, row.Id, ct)), ct);
}
