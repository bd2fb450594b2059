using Foyer.Contracts;
using Foyer.Server.BotProtection;
using Foyer.Server.Clients;
using Foyer.Server.Factors;
using Foyer.Server.Sessions;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Foyer.Server.TrustedDevices;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>POST /v1/client/sign_ins</c>: begins a sign-in; with a strategy, takes the first step of it too (WIRE §6.2).</summary>
internal static class CreateSignIn
{
    private const int MaxLocale = 256;
    private const int MaxIdentifier = 320;

    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins", Handle);

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if (Check(call.Params) is { } wrong)
        {
            return new FaultResult(wrong);
        }

        if ((await with.Clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return new FaultResult(fault);
        }

        string? strategy = call.Params.Text("strategy");
        if (call.Params.Flag("transfer"))
        {
            return await with.Social.Transfer(call, client, ct);
        }

        if (strategy == SignInTicket.Strategy)
        {
            return await with.Ticket.Run(call, client, ct);
        }

        if (SocialFlow.IsToken(strategy))
        {
            return await with.Social.ByToken(call, client, strategy!, ct);
        }

        if (SocialFlow.IsRedirect(strategy))
        {
            return await with.Social.Begin(call, client, strategy!, ct);
        }

        if (strategy == TrustedDeviceStore.Strategy)
        {
            return await ByDevice(call, with, client, ct);
        }

        return call.Params.Text("identifier") is { } typed ? await Identified(call, with, client, typed.Trim(), strategy, ct) :
            strategy is null ? await Empty(call, with, client, ct) :
            strategy == "passkey" ? await Discoverable(call, with, client, ct) :
            new FaultResult(Strategies.NeedsIdentifier(strategy) ? RequestFaults.Missing("identifier") : RequestFaults.Value("strategy"));
    }

    /// <summary>A sign-in by nobody yet; it also resets one that failed.</summary>
    private static async Task<IResult> Empty(FrontendCall call, Deps with, ClientRow? client, CancellationToken ct)
    {
        if (client is not null && AlreadySignedIn(call, await with.Sessions.Live(client.Id, ct), null) is { } already)
        {
            return new FaultResult(already);
        }

        (ClientChange Client, SignInRow SignIn) begun = await with.Db.Write(tx => Begin(tx, call, with, client, null), ct);
        return await with.Answers.Of(call, begun.SignIn.Id, begun.Client, ct);
    }

    /// <summary>A sign-in in which the passkey will say whose it is (WIRE §6.2).</summary>
    private static async Task<IResult> Discoverable(FrontendCall call, Deps with, ClientRow? client, CancellationToken ct)
    {
        if (client is not null && AlreadySignedIn(call, await with.Sessions.Live(client.Id, ct), null) is { } already)
        {
            return new FaultResult(already);
        }

        if (!call.Instance.Settings.UserSettings.Attributes.Passkey.Enabled)
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        (ClientChange Client, SignInRow SignIn) begun = await with.Db.Write(async tx =>
        {
            (ClientChange Client, SignInRow SignIn) begun = await Begin(tx, call, with, client, null);
            await with.Discoverable.Prepare(tx, call, begun.SignIn);
            return begun;
        }, ct);
        return await with.Answers.Of(call, begun.SignIn.Id, begun.Client, ct);
    }

    /// <summary>A sign-in in which a device says whose it is, and shall prove it.</summary>
    private static async Task<IResult> ByDevice(FrontendCall call, Deps with, ClientRow? client, CancellationToken ct)
    {
        if (TrustedDeviceStore.Refusal(call) is { } refused)
        {
            return new FaultResult(refused);
        }

        if (call.Params.Text("trusted_device_id") is not { } id)
        {
            return new FaultResult(RequestFaults.Missing("trusted_device_id"));
        }

        if (await with.Devices.FindActive(call.Instance.Id, id, ct) is not { } device || await with.Users.FindAggregate(call.Instance.Id, device.UserId, ct) is not { } user)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        if (client is not null && AlreadySignedIn(call, await with.Sessions.Live(client.Id, ct), user.User) is { } already)
        {
            return new FaultResult(already);
        }

        return await Prepared(call, with, client, new IdentifiedAs(null, null, user.User, device.Id), TrustedDeviceStore.Strategy, ct);
    }

    /// <summary>A sign-in by somebody who says who they are.</summary>
    private static async Task<IResult> Identified(FrontendCall call, Deps with, ClientRow? client, string typed, string? strategy, CancellationToken ct)
    {
        // What may become a sign-up is guarded as one, whoever the identifier belongs to.
        if (call.Params.Flag("sign_up_if_missing") && await with.Robots.Check(call, ct) is { } robot)
        {
            return new FaultResult(robot);
        }

        IdentifiedAs who = await with.SignIns.Identify(call.Instance, typed, ct);
        bool pretends = call.Instance.Settings.UserSettings.AttackProtection.EnumerationProtection.Enabled;
        if (who.User is null && !pretends && !call.Params.Flag("sign_up_if_missing"))
        {
            return new FaultResult(UserFaults.IdentifierNotFound.At("identifier"));
        }

        if (client is not null && AlreadySignedIn(call, await with.Sessions.Live(client.Id, ct), who.User) is { } already)
        {
            return new FaultResult(already);
        }

        if (strategy is not null and not "password")
        {
            return await Prepared(call, with, client, who, strategy, ct);
        }

        (ClientChange Client, SignInRow SignIn) begun = await with.Db.Write(tx => Begin(tx, call, with, client, who), ct);
        if (strategy is null)
        {
            return await with.Answers.Of(call, begun.SignIn.Id, begun.Client, ct);
        }

        // Wrong, the password leaves a sign-in to go on with.
        ClientCookies.Write(call, begun.Client.NewToken, null);
        return await with.Attempt.Run(call, begun.SignIn, strategy, ct);
    }

    /// <summary>A sign-in with its first step, or neither.</summary>
    private static async Task<IResult> Prepared(FrontendCall call, Deps with, ClientRow? client, IdentifiedAs who, string strategy, CancellationToken ct)
    {
        Outcome<(ClientChange Client, SignInRow SignIn)> outcome = await with.Db.Write<Outcome<(ClientChange, SignInRow)>>(async tx =>
        {
            (ClientChange Client, SignInRow SignIn) begun = await Begin(tx, call, with, client, who);
            return await with.Prepare.Run(tx, call, begun.SignIn, strategy) is { } refused ? refused : begun;
        }, ct);
        return outcome.IsFault(out Fault? fault, out (ClientChange Client, SignInRow SignIn) begun) ? new FaultResult(fault) : await with.Answers.Of(call, begun.SignIn.Id, begun.Client, ct);
    }

    private static async Task<(ClientChange Client, SignInRow SignIn)> Begin(Tx tx, FrontendCall call, Deps with, ClientRow? client, IdentifiedAs? who)
    {
        ClientChange change = await with.Clients.Ensure(tx, call, client);
        return (change, await with.SignIns.Insert(tx, call.Instance, change.Id, who, call.Params.Text("locale"), who is { User: null } && call.Params.Flag("sign_up_if_missing")));
    }

    private static Fault? Check(Params body) =>
        body.Text("locale")?.Length > MaxLocale ? RequestFaults.TooLong("locale") :
        body.Text("strategy") is { } strategy && !Strategies.IsKnown(strategy) ? RequestFaults.Value("strategy") :
        body.Text("identifier")?.Length > MaxIdentifier ? RequestFaults.TooLong("identifier") :
        null;

    /// <summary>Why nobody may sign in on this client now; null when somebody may.</summary>
    public static Fault? AlreadySignedIn(FrontendCall call, IReadOnlyList<SessionRow> live, UserRow? user)
    {
        if (live.Count == 0)
        {
            return null;
        }

        SessionRow? same = live.FirstOrDefault(session => session.UserId == user?.Id);
        return call.Instance.Settings.AuthConfig.SingleSessionMode ? SignInFaults.SessionExists with { Meta = new ErrorMeta { SessionId = live[^1].Id } } :
            same is not null ? SignInFaults.IdentifierAlreadySignedIn with { Meta = new ErrorMeta { SessionId = same.Id } } :
            null;
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] ClientStore Clients,
        [FromServices] SessionStore Sessions,
        [FromServices] SignInStore SignIns,
        [FromServices] PrepareFirstFactor Prepare,
        [FromServices] AttemptFirstFactor Attempt,
        [FromServices] SignInTicket Ticket,
        [FromServices] DiscoverablePasskey Discoverable,
        [FromServices] TrustedDeviceStore Devices,
        [FromServices] UserStore Users,
        [FromServices] SignInSocial Social,
        [FromServices] BotGuard Robots,
        [FromServices] SignInAnswers Answers);
}
