using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>The instance itself: <c>/v1/instance</c> of the Backend API.</summary>
public sealed class InstanceApi
{
    private readonly BackendHttp _api;

    internal InstanceApi(BackendHttp api) => _api = api;

    /// <summary>Switches restrictions; what is null stays. Errors: 422 for throw-away mail when the server has no list of its domains.</summary>
    /// <param name="changes">What to switch.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<InstanceRestrictions>> UpdateRestrictionsAsync(UpdateRestrictionsRequest changes, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, "instance/restrictions", changes, WireJson.Default.UpdateRestrictionsRequest, WireJson.Default.InstanceRestrictions, cancellationToken);
}
