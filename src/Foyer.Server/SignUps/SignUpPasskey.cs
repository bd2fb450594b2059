using System.Text.Json;
using Foyer.Server.Clients;
using Foyer.Server.Passkeys;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.SignUps;

/// <summary>
/// The passkey of a sign-up, in the place of a password; an addition of our own. It is bound to the id its owner will
/// have, and waits in the sign-up until there is an owner.
/// </summary>
internal sealed class SignUpPasskey(Database db, SignUpStore signUps, SignUpMoves moves, PasskeyStore passkeys)
{
    public const string Strategy = "passkey";

    /// <summary>Asks the browser for a new passkey; one made before for this sign-up is dropped when its successor is there.</summary>
    public async Task<Fault?> Prepare(FrontendCall call, SignUpRow signUp, CancellationToken ct)
    {
        if (Refusal(call) is { } refused)
        {
            return refused;
        }

        string fullName = $"{signUp.FirstName} {signUp.LastName}".Trim();
        // The passkey stands in a list of the browser under this name, so there must be one.
        if ((signUp.Username ?? signUp.EmailAddress ?? signUp.PhoneNumber ?? signUp.Web3Wallet) is not { } name)
        {
            return SignUpFaults.IdentifierFirst;
        }

        return await db.Write(async tx =>
        {
            VerificationRow verification = await passkeys.BeginDraft(tx, call, signUp.Id, signUp.ClientId, name, fullName.Length > 0 ? fullName : name);
            return await signUps.PasskeyPrepared(tx, signUp, verification) ? null : tx.Abandon(SignUpFaults.WrongStep);
        }, ct);
    }

    /// <summary>Keeps what the authenticator made, and completes the sign-up if nothing else is missing.</summary>
    public async Task<Outcome<ClientChange>> Attempt(FrontendCall call, SignUpRow signUp, CancellationToken ct)
    {
        if (Refusal(call) is { } refused)
        {
            return refused;
        }

        if (call.Params.Text("public_key_credential") is not { } json)
        {
            return RequestFaults.Missing("public_key_credential");
        }

        return await db.Write<Outcome<ClientChange>>(async tx =>
        {
            if ((await passkeys.ProveDraft(tx, call, signUp.PasskeyVerificationId, signUp.Id, json)).IsFault(out Fault? fault, out DraftPasskey draft))
            {
                await signUps.Refused(tx, call.Instance, signUp, Strategy, fault);
                return fault;
            }

            return await moves.PasskeyMade(tx, call, signUp, JsonSerializer.Serialize(draft, SignUpPasskeyJson.Default.DraftPasskey));
        }, ct);
    }

    /// <summary>The passkey a sign-up holds; null when it holds none.</summary>
    public static DraftPasskey? Read(SignUpRow row) => row.Passkey is null ? null : JsonSerializer.Deserialize(row.Passkey, SignUpPasskeyJson.Default.DraftPasskey);

    private static Fault? Refusal(FrontendCall call) =>
        call.Instance.Settings.UserSettings is { Attributes.Passkey.Enabled: true, PasskeySettings.SignUpEnabled: true } ? null : SignUpFaults.NothingToVerify;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(DraftPasskey))]
internal sealed partial class SignUpPasskeyJson : System.Text.Json.Serialization.JsonSerializerContext;
