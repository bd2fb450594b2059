using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Users.Backend;

/// <summary>Answers of the Backend API about users.</summary>
internal sealed class UserAnswers(UserStore users, TimeProvider clock)
{
    public async Task<IResult> One(BackendCall call, string id, CancellationToken ct) =>
        await users.FindAggregate(call.Instance.Id, id, ct) is { } user ? new WireResult<UserResource>(Resource(call, user), WireJson.Default.UserResource) : new FaultResult(RequestFaults.NotFound);

    public UserResource Resource(BackendCall call, UserAggregate user) =>
        user.ToResource(call.PublicUrl, call.Instance.Settings.UserSettings.AttackProtection.UserLockout, clock.GetUtcNow(), withPrivateMetadata: true);
}
