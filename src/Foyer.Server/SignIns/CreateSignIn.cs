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

        (ClientChange Client, SignInRow SignIn) begun = await Begin(call, with, client, null, ct);
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

        (ClientChange Client, SignInRow SignIn) begun = await Begin(call, with, client, null, ct);
        await with.Db.Write(tx => with.Discoverable.Prepare(tx, call, begun.SignIn), ct);
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

        (ClientChange Client, SignInRow SignIn) begun = await Begin(call, with, client, new IdentifiedAs(null, null, user.User, device.Id), ct);
        ClientCookies.Write(call, begun.Client.NewToken, null);
        return await with.Prepare.Run(call, begun.SignIn, TrustedDeviceStore.Strategy, ct);
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

        (ClientChange Client, SignInRow SignIn) begun = await Begin(call, with, client, who, ct);
        ClientCookies.Write(call, begun.Client.NewToken, null);
        return strategy switch
        {
            null => await with.Answers.Of(call, begun.SignIn, ct),
            "password" => await with.Attempt.Run(call, begun.SignIn, strategy, ct),
            _ => await with.Prepare.Run(call, begun.SignIn, strategy, ct),
        };
    }

    private static Task<(ClientChange Client, SignInRow SignIn)> Begin(FrontendCall call, Deps with, ClientRow? client, IdentifiedAs? who, CancellationToken ct) => with.Db.Write(async tx =>
    {
        ClientChange change = await with.Clients.Ensure(tx, call, client);
        return (change, await with.SignIns.Insert(tx, call.Instance, change.Id, who, call.Params.Text("locale"), who is { User: null } && call.Params.Flag("sign_up_if_missing")));
    }, ct);

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
