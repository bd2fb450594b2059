using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>The instance itself: <c>/v1/instance</c> of the Backend API.</summary>
public sealed class InstanceApi
{
    private readonly BackendHttp _api;

    internal InstanceApi(BackendHttp api) => _api = api;

    /// <summary>The instance of the secret key.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<InstanceResource>> GetAsync(CancellationToken cancellationToken = default) => _api.Get("instance", WireJson.Default.InstanceResource, cancellationToken);

    /// <summary>
    /// Changes settings of the instance; what is null stays. Errors: 422 for what a setting cannot be, and
    /// <c>setting_in_configuration_file</c> for what the server's file says otherwise.
    /// </summary>
    /// <param name="changes">What to change.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<NoContent>> UpdateAsync(UpdateInstanceRequest changes, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, "instance", changes, WireJson.Default.UpdateInstanceRequest, cancellationToken);

    /// <summary>The countries whose numbers get no codes.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<InstanceCommunication>> GetCommunicationAsync(CancellationToken cancellationToken = default) =>
        _api.Get("instance/communication", WireJson.Default.InstanceCommunication, cancellationToken);

    /// <summary>Replaces those countries. Errors: 422 for what is no list of countries, and <c>setting_in_configuration_file</c> where the server's file says which.</summary>
    /// <param name="changes">The whole list.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<InstanceCommunication>> UpdateCommunicationAsync(UpdateCommunicationRequest changes, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, "instance/communication", changes, WireJson.Default.UpdateCommunicationRequest, WireJson.Default.InstanceCommunication, cancellationToken);

    /// <summary>
    /// Switches restrictions; what is null stays. Errors: 422 for throw-away mail when the server has no list of its domains, and
    /// <c>setting_in_configuration_file</c> for what the server's file says otherwise.
    /// </summary>
    /// <param name="changes">What to switch.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<InstanceRestrictions>> UpdateRestrictionsAsync(UpdateRestrictionsRequest changes, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, "instance/restrictions", changes, WireJson.Default.UpdateRestrictionsRequest, WireJson.Default.InstanceRestrictions, cancellationToken);
}
