using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Foyer.Server.Identifications.Frontend;

/// <summary>What every operation on one's own identifiers needs.</summary>
internal sealed record OwnIdentifications(
    [FromServices] Database Db,
    [FromServices] CurrentSession Current,
    [FromServices] Reverification Reverification,
    [FromServices] UserStore Users,
    [FromServices] IdentificationStore Identifications,
    [FromServices] AccountNotices Notices,
    [FromServices] ClientStore Clients,
    [FromServices] ClientAnswers Answers,
    [FromServices] TimeProvider Clock)
{
    /// <summary>The caller's session, for a change that decides who can sign in.</summary>
    public async Task<Outcome<OwnSession>> Sensitive(FrontendCall call, CancellationToken ct) =>
        (await Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own) ? fault :
        await Reverification.Require(call, own, ct) is { } stale ? stale :
        own;

    /// <summary>Changes one of the caller's identifiers, with the caller's row held; a fault that is not abandoned keeps what was counted.</summary>
    public Task<Fault?> Change(FrontendCall call, OwnSession own, IdentifierKind kind, string id, Func<Tx, UserRow, IdentificationRow, Task<Fault?>> change, CancellationToken ct) => Db.Write(async tx =>
    {
        if (await Users.FindForUpdate(tx, call.Instance.Id, own.Session.UserId) is not { } user)
        {
            return RequestFaults.AuthenticationInvalid;
        }

        if (await CurrentSession.Ended(tx, own) is { } ended)
        {
            return ended;
        }

        if (await Identifications.Find(tx, kind, call.Instance.Id, id) is not { } row || row.UserId != user.Id)
        {
            return RequestFaults.NotFound;
        }

        Fault? fault = await change(tx, user, row);
        if (fault is null)
        {
            await Users.Changed(tx, call.Instance.Id, user.Id);
            await Clients.Changed(tx, own.Client.Id);
        }

        return fault;
    }, ct);

    public async Task<UserResource?> User(FrontendCall call, string userId, CancellationToken ct) =>
        (await Users.FindAggregate(call.Instance.Id, userId, ct))?.ToResource(call.PublicUrl, call.Instance.Settings.UserSettings.AttackProtection.UserLockout, Clock.GetUtcNow(), withPrivateMetadata: false);

    /// <summary>The identifier as it is now, and the client with it.</summary>
    public async Task<IResult> Answer<T>(FrontendCall call, OwnSession own, IdentifierKind<T> kind, string id, CancellationToken ct, Func<T, T>? with = null) where T : class
    {
        if (await User(call, own.Session.UserId, ct) is not { } user || kind.Find(user, id) is not { } resource)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        return await Answers.Changed(call, own.Client.Id, _ => with is null ? resource : with(resource), kind.Enveloped, ct);
    }
}
