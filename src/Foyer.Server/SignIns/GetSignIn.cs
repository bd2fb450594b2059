using Foyer.Server.Clients;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary>
/// <c>GET /v1/client/sign_ins/{sign_in_id}</c>. The client goes along: whoever polls for a link opened elsewhere learns
/// of the session here, and a native app that brings its nonce goes on with what a provider proved.
/// </summary>
internal static class GetSignIn
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/client/sign_ins/{sign_in_id}", Handle);

    private static async Task<IResult> Handle(string sign_in_id, FrontendCall call, SignInStore signIns, SocialReturn social, SignInAnswers answers, CancellationToken ct) =>
        (await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow row) ? new FaultResult(fault) : await answers.Of(call, row.Id, new ClientChange(row.ClientId, await social.Redeem(call, row.ClientId, row.Id, ct)), ct);
}
