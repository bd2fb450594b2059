using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Factors;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Sessions.Frontend;

/// <summary><c>POST /v1/client/sessions/{session_id}/verify</c> and below: step-up, in which the person of a live session proves again who they are (WIRE §9.7).</summary>
internal static class VerifySession
{
    private const string Path = "/client/sessions/{session_id}/verify";

    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapPost(Path, Start);
        frontend.MapPost(Path + "/prepare_first_factor", (string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct) => Prepare(session_id, call, with, isSecond: false, ct));
        frontend.MapPost(Path + "/attempt_first_factor", (string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct) => Attempt(session_id, call, with, isSecond: false, ct));
        frontend.MapPost(Path + "/prepare_second_factor", (string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct) => Prepare(session_id, call, with, isSecond: true, ct));
        frontend.MapPost(Path + "/attempt_second_factor", (string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct) => Attempt(session_id, call, with, isSecond: true, ct));
    }

    private static async Task<IResult> Start(string session_id, FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await Live(call, with, session_id, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (call.Params.Text("level") is not { } level)
        {
            return new FaultResult(RequestFaults.Missing("level"));
        }

        if (level is not (ReverificationRules.FirstFactor or ReverificationRules.SecondFactor or ReverificationRules.MultiFactor))
        {
            return new FaultResult(RequestFaults.Value("level"));
        }

        UserAggregate user = (await with.Users.FindAggregate(call.Instance.Id, own.Session.UserId, ct))!;
        bool hasSecond = FactorRules.AsksSecondFactor(call.Instance.Settings.UserSettings, user);
        await with.Db.Write(tx => with.Reverifications.Begin(tx, session_id, ReverificationRules.LevelFor(level, hasSecond)), ct);
        return await Answer(call, with, session_id, new ClientChange(own.Client.Id, null), ct);
    }

    private static async Task<IResult> Prepare(string sessionId, FrontendCall call, Deps with, bool isSecond, CancellationToken ct)
    {
        if ((await Step(call, with, sessionId, isSecond, ct)).IsFault(out Fault? fault, out Asked asked))
        {
            return new FaultResult(fault);
        }

        if (FactorChoice.Of(asked.Offered, asked.Strategy, call.Params) is not { } factor || asked.Strategy is "password" or "totp" or "backup_code")
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        fault = await with.Db.Write(async tx =>
        {
            if ((await with.Factors.Prepare(tx, call, asked.Owner, asked.User, factor)).IsFault(out Fault? refused, out VerificationRow verification))
            {
                return tx.Abandon(refused);
            }

            await with.Reverifications.Prepared(tx, asked.Row, verification, isSecond);
            return null;
        }, ct);
        return fault is null ? await Answer(call, with, sessionId, new ClientChange(asked.Own.Client.Id, null), ct) : new FaultResult(fault);
    }

    private static async Task<IResult> Attempt(string sessionId, FrontendCall call, Deps with, bool isSecond, CancellationToken ct)
    {
        if ((await Step(call, with, sessionId, isSecond, ct)).IsFault(out Fault? fault, out Asked asked))
        {
            return new FaultResult(fault);
        }

        if (asked.Offered.All(factor => factor.Strategy != asked.Strategy))
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        Outcome<ClientChange> outcome = await with.Factors.Attempt(call, asked.Owner, asked.Strategy, new FactorMoves<ClientChange>(
            tx => with.Reverifications.Proven(tx, call, asked.Own.Session, asked.Row, asked.Strategy, isSecond),
            (tx, refused) => with.Reverifications.Refused(tx, call, asked.Own.Session, asked.Strategy, refused)), ct);
        return outcome.IsFault(out fault, out ClientChange moved) ? new FaultResult(fault) : await Answer(call, with, sessionId, moved, ct);
    }

    /// <summary>What is asked of whom at this step; a fault when the step-up is not there.</summary>
    private static async Task<Outcome<Asked>> Step(FrontendCall call, Deps with, string sessionId, bool isSecond, CancellationToken ct)
    {
        if ((await Live(call, with, sessionId, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return fault;
        }

        ReverificationStatus step = isSecond ? ReverificationStatus.NeedsSecondFactor : ReverificationStatus.NeedsFirstFactor;
        if (await with.Reverifications.Find(sessionId, ct) is not { } row || row.Status != step.Value)
        {
            return ReverificationStepFaults.WrongStep;
        }

        if (call.Params.Text("strategy") is not { } strategy)
        {
            return RequestFaults.Missing("strategy");
        }

        UserAggregate user = (await with.Users.FindAggregate(call.Instance.Id, own.Session.UserId, ct))!;
        UserSettings settings = call.Instance.Settings.UserSettings;
        return new Asked(own, row, user, strategy,
            isSecond ? ReverificationRules.SecondFactors(settings, user) : ReverificationRules.FirstFactors(settings, user, row.Level),
            new FactorOwner(sessionId, own.Client.Id, own.Session.UserId, isSecond ? row.SecondFactorVerificationId : row.FirstFactorVerificationId));
    }

    private static async Task<Outcome<OwnSession>> Live(FrontendCall call, Deps with, string sessionId, CancellationToken ct) =>
        (await with.Current.Find(call, sessionId, ct)).IsFault(out Fault? fault, out OwnSession own) ? fault :
        own.Session.IsLive(with.Clock.GetUtcNow()) ? own : RequestFaults.AuthenticationInvalid;

    private static async Task<IResult> Answer(FrontendCall call, Deps with, string sessionId, ClientChange change, CancellationToken ct)
    {
        ClientRow client = (await with.Clients.Find(call.Instance.Id, change.Id, ct))!;
        ClientCookies.Write(call, change.NewToken, client.UpdatedAt);
        SessionRow session = (await with.Sessions.Find(call.Instance.Id, sessionId, ct))!;
        UserAggregate user = (await with.Users.FindAggregate(call.Instance.Id, session.UserId, ct))!;
        ReverificationRow row = (await with.Reverifications.Find(sessionId, ct))!;
        SessionSummary summary = SessionSummary.Of(await with.View.Session(call, session, client.UpdatedAt, ct));
        ReverificationResource resource = await with.Reverifications.ToResource(call, row, user, summary, ct);
        return await with.Answers.Changed(call, client.Id, _ => resource, WireJson.Default.EnvelopeReverificationResource, ct);
    }

    private sealed record Asked(OwnSession Own, ReverificationRow Row, UserAggregate User, string Strategy, IReadOnlyList<SignInFactor> Offered, FactorOwner Owner);

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] SessionStore Sessions,
        [FromServices] ReverificationStore Reverifications,
        [FromServices] FactorProofs Factors,
        [FromServices] UserStore Users,
        [FromServices] ClientStore Clients,
        [FromServices] ClientView View,
        [FromServices] ClientAnswers Answers,
        [FromServices] TimeProvider Clock);
}
