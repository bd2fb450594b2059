using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Instances;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passkeys.Frontend;

/// <summary><c>GET /v1/me/passkeys/{passkey_id}</c>.</summary>
internal static class GetPasskey
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/me/passkeys/{passkey_id}", Handle);

    private static async Task<IResult> Handle(string passkey_id, FrontendCall call, CurrentSession current, PasskeyStore passkeys, ClientAnswers answers, CancellationToken ct)
    {
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        return await passkeys.Find(own.Session.UserId, passkey_id, ct) is { Verified: true } row
            ? await answers.Changed(call, own.Client.Id, _ => row.ToResource(), WireJson.Default.EnvelopePasskeyResource, ct)
            : new FaultResult(RequestFaults.NotFound);
    }
}

/// <summary><c>GET /.well-known/webauthn</c>: the pages that may use passkeys of this host's domain (WebAuthn L3 §5.11).</summary>
internal static class GetRelatedOrigins
{
    public static void Map(IEndpointRouteBuilder root, string prefix) => root.MapGet(prefix + "/.well-known/webauthn", Handle);

    private static IResult Handle(FrontendCall call)
    {
        Instance instance = call.Instance;
        return instance.Settings.UserSettings.Attributes.Passkey.Enabled
            ? new WireResult<RelatedOrigins>(new RelatedOrigins([.. instance.AllowedOrigins.Where(origin => Origins.Normalize(origin) is not null).Order(StringComparer.Ordinal)]), WireJson.Default.RelatedOrigins)
            : new FaultResult(RequestFaults.NotFound);
    }
}
