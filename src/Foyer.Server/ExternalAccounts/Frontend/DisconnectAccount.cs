using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.ExternalAccounts.Frontend;

/// <summary>
/// <c>DELETE /v1/me/external_accounts/{external_account_id}</c>: disconnects an account, unless it is the last way in.
/// <c>DELETE …/tokens</c>: forgets its tokens and has them given back to the provider.
/// </summary>
internal static class DisconnectAccount
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapDelete("/me/external_accounts/{external_account_id}", Delete);
        frontend.MapDelete("/me/external_accounts/{external_account_id}/tokens", Revoke);
    }

    private static async Task<IResult> Delete(string external_account_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await Own(call, with, external_account_id, sensitive: true, ct)).IsFault(out Fault? fault, out (OwnSession Session, ExternalAccountRow Row) own))
        {
            return new FaultResult(fault);
        }

        fault = await with.Db.Write<Fault?>(async tx =>
        {
            await with.Users.FindForUpdate(tx, call.Instance.Id, own.Row.UserId);
            if (await CurrentSession.Ended(tx, own.Session) is { } ended)
            {
                return tx.Abandon(ended);
            }

            if (own.Row.IsConnected && !await HasAnotherWayIn(tx, own.Row))
            {
                return tx.Abandon(DisconnectFaults.LastWayIn);
            }

            await with.Accounts.Delete(tx, own.Row, own.Row.UserId);
            await with.Users.Changed(tx, call.Instance.Id, own.Row.UserId);
            await with.Clients.Changed(tx, own.Session.Client.Id);
            return null;
        }, ct);
        return fault is not null ? new FaultResult(fault) :
            await with.Answers.Changed(call, own.Session.Client.Id, _ => new DeletedObject("external_account", own.Row.Id), WireJson.Default.EnvelopeDeletedObject, ct);
    }

    private static async Task<IResult> Revoke(string external_account_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await Own(call, with, external_account_id, sensitive: false, ct)).IsFault(out Fault? fault, out (OwnSession Session, ExternalAccountRow Row) own))
        {
            return new FaultResult(fault);
        }

        await with.Db.Write(async tx =>
        {
            await with.Accounts.RevokeTokens(tx, own.Row.Id);
            await with.Users.Changed(tx, call.Instance.Id, own.Row.UserId);
            await with.Clients.Changed(tx, own.Session.Client.Id);
        }, ct);
        UserResource user = (await with.Users.FindAggregate(call.Instance.Id, own.Row.UserId, ct))!.ToResource(call.PublicUrl, call.Instance.Settings.UserSettings.AttackProtection.UserLockout, with.Clock.GetUtcNow(), withPrivateMetadata: false);
        return await with.Answers.Changed(call, own.Session.Client.Id, _ => user, WireJson.Default.EnvelopeUserResource, ct);
    }

    private static async Task<Outcome<(OwnSession Session, ExternalAccountRow Row)>> Own(FrontendCall call, Deps with, string id, bool sensitive, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return fault;
        }

        if (sensitive && await with.Reverification.Require(call, own, ct) is { } again)
        {
            return again;
        }

        return await with.Accounts.Find(call.Instance.Id, own.Session.UserId, id, ct) is { } row ? (own, row) : RequestFaults.NotFound;
    }

    /// <summary>Whether something else of the person's identifies them: who disconnects the last thing never comes back.</summary>
    private static async Task<bool> HasAnotherWayIn(Tx tx, ExternalAccountRow row) => await tx.One<string>("""
        SELECT id FROM email_addresses WHERE user_id = @UserId AND verification_status = 'verified'
        UNION ALL SELECT id FROM phone_numbers WHERE user_id = @UserId AND verification_status = 'verified'
        UNION ALL SELECT id FROM web3_wallets WHERE user_id = @UserId AND verification_status = 'verified'
        UNION ALL SELECT id FROM external_accounts WHERE user_id = @UserId AND provider_user_id IS NOT NULL AND id <> @Id
        UNION ALL SELECT id FROM passkeys WHERE user_id = @UserId AND verified
        UNION ALL SELECT u.id FROM users u JOIN passwords p ON p.user_id = u.id WHERE u.id = @UserId AND u.username IS NOT NULL
        LIMIT 1
        """, new { row.UserId, row.Id }) is not null;

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] Reverification Reverification,
        [FromServices] ExternalAccountStore Accounts,
        [FromServices] UserStore Users,
        [FromServices] ClientStore Clients,
        [FromServices] ClientAnswers Answers,
        [FromServices] TimeProvider Clock);
}

internal static class DisconnectFaults
{
    public static readonly Fault LastWayIn = new(400, "last_identification_deletion_failed", "The last one stays", "This is the last thing by which you can be recognised here. Add another one first.");
}
