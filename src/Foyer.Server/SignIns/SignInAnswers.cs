using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.SignIns;

/// <summary>Answers of sign-in operations: the sign-in as it stands, the client with it, and the cookie when it has a new one.</summary>
internal sealed class SignInAnswers(ClientStore clients, SignInStore signIns, UserStore users, ClientAnswers answers)
{
    public Task<IResult> Of(FrontendCall call, SignInRow signIn, CancellationToken ct) => Of(call, signIn.Id, new ClientChange(signIn.ClientId, null), ct);

    public async Task<IResult> Of(FrontendCall call, string signInId, ClientChange change, CancellationToken ct)
    {
        SignInRow row = (await signIns.Find(signInId, change.Id, ct))!;
        ClientRow client = (await clients.Find(call.Instance.Id, change.Id, ct))!;
        ClientCookies.Write(call, change.NewToken, row.CreatedSessionId is null ? null : client.UpdatedAt);
        UserAggregate? user = row.UserId is null ? null : await users.FindAggregate(call.Instance.Id, row.UserId, ct);
        SignInResource resource = await signIns.ToResource(call, row, user, ct);
        return await answers.Changed(call, new ClientParts(client) { SignIn = row.IsComplete ? null : resource, User = user }, resource, WireJson.Default.EnvelopeSignInResource, ct);
    }
}
