using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.SocialConnections;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.ExternalAccounts.Frontend;

/// <summary>
/// <c>POST /v1/me/external_accounts</c>: connects an account at a provider.
/// <c>PATCH /v1/me/external_accounts/{external_account_id}/reauthorize</c>: connects it again, with more scopes or new tokens.
/// </summary>
internal static class ConnectAccount
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapPost("/me/external_accounts", Create);
        frontend.MapPatch("/me/external_accounts/{external_account_id}/reauthorize", Reauthorize);
    }

    private static async Task<IResult> Create(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await Sensitive(call, with, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        string? strategy = call.Params.Text("strategy");
        return SocialFlow.IsToken(strategy) && strategy != "google_one_tap" ? await ByToken(call, with, own, strategy!, ct) :
            SocialFlow.IsRedirect(strategy) ? await Begin(call, with, own, strategy!, null, ct) :
            new FaultResult(strategy is null ? RequestFaults.Missing("strategy") : RequestFaults.Value("strategy"));
    }

    private static async Task<IResult> Reauthorize(string external_account_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await Sensitive(call, with, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        return await with.Accounts.Find(call.Instance.Id, own.Session.UserId, external_account_id, ct) is { IsConnected: true } row
            ? await Begin(call, with, own, row.Connection, row, ct)
            : new FaultResult(RequestFaults.NotFound);
    }

    private static async Task<Outcome<OwnSession>> Sensitive(FrontendCall call, Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return fault;
        }

        return await with.Reverification.Require(call, own, ct) is { } again ? again : own;
    }

    private static async Task<IResult> Begin(FrontendCall call, Deps with, OwnSession own, string strategy, ExternalAccountRow? existing, CancellationToken ct)
    {
        if ((await with.Flow.Prepare(call, strategy, toSignIn: false, ct)).IsFault(out Fault? fault, out PreparedAuthorization prepared))
        {
            return new FaultResult(fault);
        }

        Outcome<string> begun = await with.Db.Write<Outcome<string>>(async tx =>
        {
            if (await Ended(tx, call, with, own) is { } ended)
            {
                return tx.Abandon(ended);
            }

            ExternalAccountRow row = existing ?? await with.Accounts.Begin(tx, call.Instance.Id, own.Session.UserId, strategy);
            if ((await with.Flow.Begin(tx, call, prepared, row.Id, own.Client.Id)).IsFault(out Fault? refused, out VerificationRow verification))
            {
                return tx.Abandon(refused);
            }

            await with.Accounts.Prepared(tx, row.Id, verification.Id);
            await with.Users.Changed(tx, call.Instance.Id, own.Session.UserId);
            await with.Clients.Changed(tx, own.Client.Id);
            return row.Id;
        }, ct);
        return begun.IsFault(out fault, out string id) ? new FaultResult(fault) : await Answer(call, with, own, id, ct);
    }

    private static async Task<IResult> ByToken(FrontendCall call, Deps with, OwnSession own, string strategy, CancellationToken ct)
    {
        if ((await with.Flow.Believe(call, strategy, ct)).IsFault(out Fault? fault, out ExternalAccountDraft draft))
        {
            return new FaultResult(fault);
        }

        Outcome<string> connected = await with.Db.Write<Outcome<string>>(async tx =>
        {
            if (await Ended(tx, call, with, own) is { } ended)
            {
                return tx.Abandon(ended);
            }

            ExternalAccountRow row = await with.Accounts.Begin(tx, call.Instance.Id, own.Session.UserId, draft.Connection);
            if (!await with.Accounts.Spend(tx, call.Instance.Id, draft))
            {
                return tx.Abandon(SocialProviderFaults.IdTokenInvalid.At("token"));
            }

            if (await with.Connected.Connect(tx, call, row, draft) is { } refused)
            {
                return tx.Abandon(refused);
            }

            await with.Clients.Changed(tx, own.Client.Id);
            return row.Id;
        }, ct);
        return connected.IsFault(out fault, out string id) ? new FaultResult(fault) : await Answer(call, with, own, id, ct);
    }

    private static async Task<Fault?> Ended(Tx tx, FrontendCall call, Deps with, OwnSession own)
    {
        await with.Users.FindForUpdate(tx, call.Instance.Id, own.Session.UserId);
        return await CurrentSession.Ended(tx, own);
    }

    private static async Task<IResult> Answer(FrontendCall call, Deps with, OwnSession own, string id, CancellationToken ct)
    {
        ExternalAccountRow row = (await with.Accounts.Find(call.Instance.Id, own.Session.UserId, id, ct))!;
        ExternalAccountResource resource = row.ToResource(with.Clock.GetUtcNow());
        return await with.Answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeExternalAccountResource, ct);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] Reverification Reverification,
        [FromServices] SocialFlow Flow,
        [FromServices] ExternalAccountStore Accounts,
        [FromServices] ConnectedAccounts Connected,
        [FromServices] UserStore Users,
        [FromServices] ClientStore Clients,
        [FromServices] ClientAnswers Answers,
        [FromServices] TimeProvider Clock);
}
