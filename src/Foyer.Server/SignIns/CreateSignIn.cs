using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
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

    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins", Handle);

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if (Unsupported(call.Params) is { } unsupported)
        {
            return new FaultResult(unsupported);
        }

        if (call.Params.Text("locale")?.Length > MaxLocale)
        {
            return new FaultResult(RequestFaults.TooLong("locale"));
        }

        if ((await with.Clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return new FaultResult(fault);
        }

        UserRow? user = null;
        string? identifier = null;
        if (call.Params.Text("identifier") is { } typed)
        {
            (identifier, user) = await with.SignIns.Identify(call.Instance, typed.Trim(), ct);
            if (user is null)
            {
                return new FaultResult(UserFaults.IdentifierNotFound.At("identifier"));
            }
        }
        else if (call.Params.Text("strategy") is not null)
        {
            return new FaultResult(RequestFaults.Missing("identifier"));
        }

        if (client is not null && AlreadySignedIn(call, await with.Sessions.Live(client.Id, ct), user) is { } already)
        {
            return new FaultResult(already);
        }

        (ClientChange Client, SignInRow SignIn) begun = await with.Db.Write(async tx =>
        {
            ClientChange change = await with.Clients.Ensure(tx, call, client);
            return (change, await with.SignIns.Insert(tx, call.Instance, change.Id, identifier, user, call.Params.Text("locale")));
        }, ct);
        ClientCookies.Write(call, begun.Client.NewToken, null);
        return await FirstStep(call, with, begun.SignIn, ct);
    }

    private static Task<IResult> FirstStep(FrontendCall call, Deps with, SignInRow signIn, CancellationToken ct) => call.Params.Text("strategy") switch
    {
        "password" => AttemptFirstFactor.Attempt(call, with.Attempts, with.SignIns, with.Clients, with.Answers, signIn, "password", ct),
        "email_code" => PrepareFirstFactor.Prepare(call, with.Db, with.SignIns, with.Users, with.Codes, with.Answers, signIn, "email_code", null, ct),
        _ => Answer(call, with.SignIns, with.Answers, signIn.Id, signIn.ClientId, ct),
    };

    /// <summary>The sign-in as it stands, with the client.</summary>
    public static async Task<IResult> Answer(FrontendCall call, SignInStore signIns, ClientAnswers answers, string signInId, string clientId, CancellationToken ct)
    {
        SignInRow row = (await signIns.Find(signInId, clientId, ct))!;
        SignInResource resource = await signIns.ToResource(call.Instance, row, ct);
        return await answers.Changed(call, clientId, _ => resource, WireJson.Default.EnvelopeSignInResource, ct);
    }

    private static Fault? Unsupported(Params body)
    {
        foreach (string name in new[] { "transfer", "ticket", "token" })
        {
            if (body.Has(name) && body.Text(name) is not (null or "false"))
            {
                return RequestFaults.NotAvailable(name);
            }
        }

        return body.Text("strategy") is null or "password" or "email_code" ? null : RequestFaults.Value("strategy");
    }

    private static Fault? AlreadySignedIn(FrontendCall call, IReadOnlyList<SessionRow> live, UserRow? user)
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
        [FromServices] ClientAnswers Answers,
        [FromServices] SessionStore Sessions,
        [FromServices] SignInStore SignIns,
        [FromServices] SignInAttempts Attempts,
        [FromServices] UserStore Users,
        [FromServices] OneTimeCodeStore Codes);
}
