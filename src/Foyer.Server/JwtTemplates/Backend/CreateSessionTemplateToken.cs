using Foyer.Contracts;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.JwtTemplates.Backend;

/// <summary><c>POST /v1/sessions/{session_id}/tokens/{template_name}</c>.</summary>
internal static class CreateSessionTemplateToken
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/sessions/{session_id}/tokens/{template_name}", Handle);

    private static async Task<IResult> Handle(string session_id, string template_name, BackendCall call, SessionStore sessions, TemplateTokens tokens, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateSessionTokenRequest, ct)).IsFault(out Fault? fault, out CreateSessionTokenRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.ExpiresInSeconds is < 30 or > 315_360_000)
        {
            return new FaultResult(RequestFaults.Value("expires_in_seconds"));
        }

        if (await sessions.Find(call.Instance.Id, session_id, ct) is not { } session)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        if (session.StatusAt(clock.GetUtcNow()) != SessionStatus.Active)
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        return (await tokens.Mint(call.Instance, template_name, session.Subject with { Server = call.PublicUrl }, null, body.ExpiresInSeconds, ct)).IsFault(out fault, out string jwt)
            ? new FaultResult(fault)
            : new WireResult<TokenResource>(new TokenResource(jwt), WireJson.Default.TokenResource);
    }
}
