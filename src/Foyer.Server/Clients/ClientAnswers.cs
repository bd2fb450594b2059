using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Clients;

/// <summary>Answers of the Frontend API: the resource, and after a change the whole client with it (WIRE §2.2).</summary>
internal sealed class ClientAnswers(ClientView view)
{
    /// <summary>After a change: the client goes along.</summary>
    public async Task<IResult> Changed<T>(FrontendCall call, string clientId, Func<ClientResource, T?> response, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) where T : class =>
        await view.Build(call, clientId, ct) is { } client ? With(client, response(client), type) : new FaultResult(RequestFaults.NotFound);

    /// <summary>The same where the answer has read some of what the client shows too.</summary>
    public async Task<IResult> Changed<T>(FrontendCall call, ClientParts read, T response, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) where T : class =>
        With(await view.Build(call, read, ct), response, type);

    /// <summary>After a read: the client stays as the browser knows it.</summary>
    public static IResult Read<T>(T? response, JsonTypeInfo<Envelope<T>> type) where T : class => new WireResult<Envelope<T>>(new Envelope<T>(response, null), type);

    private static WireResult<Envelope<T>> With<T>(ClientResource client, T? response, JsonTypeInfo<Envelope<T>> type) where T : class => new(new Envelope<T>(response, client), type);
}
