using Foyer.Contracts;
using Foyer.Server.Instances;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Users.Backend;

/// <summary>Answers of the Backend API about users.</summary>
internal sealed class UserAnswers(UserStore users, TimeProvider clock)
{
    public async Task<IResult> One(Instance instance, string id, CancellationToken ct) =>
        await users.FindAggregate(instance.Id, id, ct) is { } user ? new WireResult<UserResource>(Resource(instance, user), WireJson.Default.UserResource) : new FaultResult(RequestFaults.NotFound);

    public UserResource Resource(Instance instance, UserAggregate user) =>
        user.ToResource(instance.Settings.UserSettings.AttackProtection.UserLockout, clock.GetUtcNow(), withPrivateMetadata: true);
}
