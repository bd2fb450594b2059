using System.Text;
using Foyer.Server.Clients;
using Foyer.Server.Surfaces;
using Foyer.Server.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Sessions.Frontend;

/// <summary>
/// <c>POST /v1/client/sessions/{session_id}/tokens</c>: mints a session token. The hot path of the server: one indexed
/// read, one signature, an answer without envelope (WIRE §5.6).
/// </summary>
internal static class CreateToken
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sessions/{session_id}/tokens", Handle);

    private static async Task<IResult> Handle(string session_id, FrontendCall call, ClientStore clients, SessionStore sessions, SessionTokens tokens, SessionActivityWriter activity, TimeProvider clock, CancellationToken ct)
    {
        if (clients.CredentialDigest(call) is not { } credential)
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        MintableSession? session = await sessions.FindMintable(session_id, credential, call.DevBrowser is not null, ct)
            ?? (call.DevBrowser is null ? await sessions.FindMintableOnSatellite(session_id, credential, ct) : null);
        if (session is null || session.InstanceId != call.Instance.Id)
        {
            // Not hot any more: say whether the credential or only the session is unknown.
            return new FaultResult((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client) ? fault : client is null ? RequestFaults.AuthenticationInvalid : RequestFaults.NotFound);
        }

        if (session.Subject.Status is not ("active" or "pending") || session.ExpireAt <= now || session.AbandonAt <= now)
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        if (call.Params.Text("organization_id") is not null)
        {
            return new FaultResult(SessionFaults.OrganizationNotFound);
        }

        activity.Note(call.Instance, session.Subject.SessionId, session.Subject.UserId, DateTimeOffset.FromUnixTimeMilliseconds(session.LastActiveAt), DateTimeOffset.FromUnixTimeMilliseconds(session.ExpireAt));
        return (await tokens.Mint(call.Instance, session.Subject with { Server = call.PublicUrl }, call.AppOrigin, null, null, ct)).IsFault(out Fault? tooLarge, out string jwt) ? new FaultResult(tooLarge) : Token(jwt);
    }

    /// <summary>A token has no character that JSON escapes, so its answer needs no serializer.</summary>
    private static WireBytes Token(string jwt)
    {
        byte[] utf8 = new byte[28 + jwt.Length];
        "{\"object\":\"token\",\"jwt\":\""u8.CopyTo(utf8);
        int length = 25 + Encoding.ASCII.GetBytes(jwt, utf8.AsSpan(25));
        "\"}"u8.CopyTo(utf8.AsSpan(length));
        return new WireBytes(utf8.AsMemory(0, length + 2));
    }
}
