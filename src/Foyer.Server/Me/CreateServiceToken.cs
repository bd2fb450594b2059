using Foyer.Contracts;
using Foyer.Server.JwtTemplates;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Me;

/// <summary><c>POST /v1/me/tokens</c>: a token for another service, by the name of the service's JWT template.</summary>
internal static class CreateServiceToken
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/tokens", Handle);

    private static async Task<IResult> Handle(FrontendCall call, CurrentSession current, TemplateTokens tokens, TimeProvider clock, CancellationToken ct)
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (call.Params.Text("service") is not { } service)
        {
            return new FaultResult(RequestFaults.Missing("service"));
        }

        // Other services cannot see that a session is still pending, so one that is gets no token for them.
        if (own.Session.StatusAt(clock.GetUtcNow()) != SessionStatus.Active)
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        return (await tokens.Mint(call.Instance, service, own.Session.Subject, call.AppOrigin, null, ct)).IsFault(out fault, out string jwt)
            ? new FaultResult(fault)
            : new WireResult<TokenResource>(new TokenResource(jwt), WireJson.Default.TokenResource);
    }
}
