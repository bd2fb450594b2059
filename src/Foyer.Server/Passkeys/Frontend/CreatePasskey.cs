using Foyer.Contracts;
using Foyer.Server.Me;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Passkeys.Frontend;

/// <summary><c>POST /v1/me/passkeys</c>: begins a registration; the browser's options are in <c>verification.nonce</c>.</summary>
internal static class CreatePasskey
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/passkeys", Handle);

    private static Task<IResult> Handle(FrontendCall call, MeChanges me, PasskeyStore passkeys, CancellationToken ct) =>
        me.Begin(call, async (tx, own, user) => call.Instance.Settings.UserSettings.Attributes.Passkey.Enabled ? await passkeys.Begin(tx, call, own.Client.Id, user) : PasskeyFaults.NotAvailable,
            WireJson.Default.EnvelopePasskeyResource, ct);
}

/// <summary><c>POST /v1/me/passkeys/{passkey_id}/attempt_verification</c>: registers what the authenticator made.</summary>
internal static class RegisterPasskey
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/me/passkeys/{passkey_id}/attempt_verification", Handle);

    private static async Task<IResult> Handle(string passkey_id, FrontendCall call, MeChanges me, PasskeyStore passkeys, AccountNotices notices, CancellationToken ct)
    {
        if (call.Params.Text("strategy") is not (null or "passkey"))
        {
            return new FaultResult(RequestFaults.Value("strategy"));
        }

        return call.Params.Text("public_key_credential") is not { } json ? new FaultResult(RequestFaults.Missing("public_key_credential")) : await me.Finish(call, async (tx, own, user) =>
        {
            if ((await passkeys.Register(tx, call, user.Id, passkey_id, json)).IsFault(out Fault? fault, out PasskeyRow row))
            {
                return (Outcome<PasskeyResource>)fault;
            }

            await notices.PasskeyAdded(tx, call.Instance, user.Id, row.Name);
            return row.ToResource();
        }, WireJson.Default.EnvelopePasskeyResource, ct);
    }
}

/// <summary><c>PATCH /v1/me/passkeys/{passkey_id}</c>: gives it a name.</summary>
internal static class RenamePasskey
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPatch("/me/passkeys/{passkey_id}", Handle);

    private static async Task<IResult> Handle(string passkey_id, FrontendCall call, MeChanges me, PasskeyStore passkeys, CancellationToken ct)
    {
        string? name = call.Params.Text("name")?.Trim();
        return name is null or "" ? new FaultResult(RequestFaults.Missing("name")) :
            name.Length > PasskeyRules.MaxName ? new FaultResult(RequestFaults.TooLong("name")) :
            await me.Finish(call, async (tx, own, user) => await passkeys.Rename(tx, user.Id, passkey_id, name) is { } row ? row.ToResource() : (Outcome<PasskeyResource>)RequestFaults.NotFound,
                WireJson.Default.EnvelopePasskeyResource, ct);
    }
}

/// <summary><c>DELETE /v1/me/passkeys/{passkey_id}</c>.</summary>
internal static class DeleteMyPasskey
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapDelete("/me/passkeys/{passkey_id}", Handle);

    private static Task<IResult> Handle(string passkey_id, FrontendCall call, MeChanges me, PasskeyStore passkeys, AccountNotices notices, CancellationToken ct) => me.Make(
        call,
        async (tx, own, user) =>
        {
            if (await passkeys.Delete(tx, call.Instance.Id, user.Id, passkey_id) is not { } gone)
            {
                return (Outcome<DeletedObject>)RequestFaults.NotFound;
            }

            await notices.PasskeyRemoved(tx, call.Instance, user.Id, gone.Name);
            return new DeletedObject("passkey", passkey_id);
        },
        WireJson.Default.EnvelopeDeletedObject, ct);
}
