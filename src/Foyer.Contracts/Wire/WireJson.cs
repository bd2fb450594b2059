using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>
/// The one way this protocol is written and read as JSON: snake_case names, instants as Unix milliseconds, nulls
/// written (a missing field and a null one differ on this wire). Source-generated.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UnixMillisecondsConverter)],
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(ErrorResource))]
[JsonSerializable(typeof(DeletedObject))]
[JsonSerializable(typeof(TotalCount))]
[JsonSerializable(typeof(TokenResource))]
[JsonSerializable(typeof(BotChallengeResource))]
[JsonSerializable(typeof(CookiesResource))]
[JsonSerializable(typeof(HandshakePayload))]
[JsonSerializable(typeof(DevBrowserResource))]
[JsonSerializable(typeof(Envelope<ClientResource>))]
[JsonSerializable(typeof(Envelope<SessionResource>))]
[JsonSerializable(typeof(Envelope<SignInResource>))]
[JsonSerializable(typeof(Envelope<SignUpResource>))]
[JsonSerializable(typeof(Envelope<UserResource>))]
[JsonSerializable(typeof(Envelope<ImageResource>))]
[JsonSerializable(typeof(Envelope<DeletedObject>))]
[JsonSerializable(typeof(UserResource))]
[JsonSerializable(typeof(IReadOnlyList<UserResource>))]
[JsonSerializable(typeof(Page<UserResource>))]
[JsonSerializable(typeof(BackendSession))]
[JsonSerializable(typeof(IReadOnlyList<BackendSession>))]
[JsonSerializable(typeof(Page<BackendSession>))]
[JsonSerializable(typeof(BackendClient))]
[JsonSerializable(typeof(IReadOnlyList<BackendClient>))]
[JsonSerializable(typeof(Page<BackendClient>))]
[JsonSerializable(typeof(EnvironmentResource))]
[JsonSerializable(typeof(TestingToken))]
[JsonSerializable(typeof(JwksResource))]
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(UpdateUserRequest))]
[JsonSerializable(typeof(UserMetadataRequest))]
[JsonSerializable(typeof(UserIdsRequest))]
[JsonSerializable(typeof(CreateSessionRequest))]
[JsonSerializable(typeof(CreateSessionTokenRequest))]
[JsonSerializable(typeof(RefreshSessionRequest))]
[JsonSerializable(typeof(VerifyClientRequest))]
[JsonSerializable(typeof(JwtTemplate))]
[JsonSerializable(typeof(IReadOnlyList<JwtTemplate>))]
[JsonSerializable(typeof(Page<JwtTemplate>))]
[JsonSerializable(typeof(JwtTemplateRequest))]
[JsonSerializable(typeof(SignInToken))]
[JsonSerializable(typeof(CreateSignInTokenRequest))]
[JsonSerializable(typeof(ActorToken))]
[JsonSerializable(typeof(CreateActorTokenRequest))]
[JsonSerializable(typeof(Invitation))]
[JsonSerializable(typeof(IReadOnlyList<Invitation>))]
[JsonSerializable(typeof(Page<Invitation>))]
[JsonSerializable(typeof(CreateInvitationRequest))]
[JsonSerializable(typeof(IReadOnlyList<CreateInvitationRequest>))]
[JsonSerializable(typeof(SessionClaims))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
public sealed partial class WireJson : JsonSerializerContext;
