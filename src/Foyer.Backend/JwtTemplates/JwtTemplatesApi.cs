using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Recipes for tokens that other services read: <c>/v1/jwt_templates</c> of the Backend API.</summary>
public sealed class JwtTemplatesApi
{
    private readonly BackendHttp _api;

    internal JwtTemplatesApi(BackendHttp api) => _api = api;

    /// <summary>Lists templates, newest first, with their total. Errors: 422.</summary>
    /// <param name="limit">Most items to answer, 1 to 500; null for the server's default of 10.</param>
    /// <param name="offset">Items to skip; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<JwtTemplate>>> ListAsync(int? limit = null, int? offset = null, CancellationToken cancellationToken = default) =>
        _api.Get("jwt_templates" + new QueryText().Add("limit", limit).Add("offset", offset).Add("paginated", true), WireJson.Default.PageJwtTemplate, cancellationToken);

    /// <summary>Reads one. Errors: 404.</summary>
    /// <param name="templateId">Template id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<JwtTemplate>> GetAsync(string templateId, CancellationToken cancellationToken = default) =>
        _api.Get(At(templateId), WireJson.Default.JwtTemplate, cancellationToken);

    /// <summary>Makes one. Errors: 422 with the member at fault; a wrong shortcode or name is quoted.</summary>
    /// <param name="template">Name and claims at least.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<JwtTemplate>> CreateAsync(JwtTemplateRequest template, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "jwt_templates", template, WireJson.Default.JwtTemplateRequest, WireJson.Default.JwtTemplate, cancellationToken);

    /// <summary>Changes one: what is null stays. Errors: 404, 422.</summary>
    /// <param name="templateId">Template id.</param>
    /// <param name="changes">What to change; a new key with its algorithm.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<JwtTemplate>> UpdateAsync(string templateId, JwtTemplateRequest changes, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, At(templateId), changes, WireJson.Default.JwtTemplateRequest, WireJson.Default.JwtTemplate, cancellationToken);

    /// <summary>Deletes one; tokens already made live on until they expire. Errors: 404.</summary>
    /// <param name="templateId">Template id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteAsync(string templateId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(templateId), WireJson.Default.DeletedObject, cancellationToken);

    private static string At(string templateId) => "jwt_templates/" + BackendHttp.Segment(templateId);
}
