using Foyer.Contracts;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.JwtTemplates.Frontend;

/// <summary><c>POST /v1/client/sessions/{session_id}/tokens/{template_name}</c> (WIRE §5.6).</summary>
internal static class CreateTemplateToken
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sessions/{session_id}/tokens/{template_name}", Handle);

    private static async Task<IResult> Handle(string session_id, string template_name, FrontendCall call, CurrentSession sessions, TemplateTokens tokens, TimeProvider clock, CancellationToken ct)
    {
        if ((await sessions.Find(call, session_id, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        // Other services cannot see that a session is still pending, so one that is gets no token for them.
        if (own.Session.StatusAt(clock.GetUtcNow()) != SessionStatus.Active)
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        return (await tokens.Mint(call.Instance, template_name, own.Session.Subject with { Server = call.PublicUrl }, call.AppOrigin, null, ct)).IsFault(out fault, out string jwt)
            ? new FaultResult(fault)
            : new WireResult<TokenResource>(new TokenResource(jwt), WireJson.Default.TokenResource);
    }
}
