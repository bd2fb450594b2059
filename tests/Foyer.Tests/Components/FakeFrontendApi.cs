using System.Net;
using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Foyer.Tests.Components;

/// <summary>
/// The Frontend API as far as the screens need it, for one browser: Ada has an account, a password and an address codes
/// go to. Every code is 424242. Nothing here is a rule of the product; the server's own tests prove those.
/// </summary>
internal sealed class FakeFrontendApi(TimeProvider clock) : HttpMessageHandler
{
    public const string Ada = "ada@acme.dev";
    public const string Password = "correct horse battery";
    public const string Code = "424242";

    public EnvironmentResource Environment { get; set; } = Samples.Environment;

    public SignInResource? SignIn { get; set; }

    public SignUpResource? SignUp { get; set; }

    public SessionResource? Session { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Every call, as <c>POST client/sign_ins</c>.</summary>
    public List<string> Calls { get; } = [];

    public int CodesSent { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new HttpRequestException("down");
        }

        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(request.RequestUri!.Query);
        string method = query.TryGetValue("_method", out StringValues tunnelled) ? tunnelled.ToString() : request.Method.Method;
        string path = request.RequestUri.AbsolutePath[(request.RequestUri.AbsolutePath.IndexOf("/v1/", StringComparison.Ordinal) + 4)..];
        Calls.Add($"{method} {path}");
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Dictionary<string, StringValues> form = QueryHelpers.ParseQuery(body);
        string Field(string name) => form.TryGetValue(name, out StringValues value) ? value.ToString() : "";

        return (method, path.Split('/')) switch
        {
            ("GET", ["environment"]) => Json(Environment, WireJson.Default.EnvironmentResource),
            ("GET", ["client"]) => Json(new Envelope<ClientResource>(Client, null), WireJson.Default.EnvelopeClientResource),
            ("DELETE", ["client", "sessions"]) => SignOut(),
            ("POST", ["client", "sign_ins"]) => CreateSignIn(Field("identifier"), Field("password")),
            ("POST", ["client", "sign_ins", _, "prepare_first_factor"]) => SendSignInCode(),
            ("POST", ["client", "sign_ins", _, "attempt_first_factor"]) => AttemptSignIn(Field("strategy"), Field("password"), Field("code")),
            ("POST", ["bot_challenges"]) => Json(Samples.Challenge, WireJson.Default.BotChallengeResource),
            ("POST", ["client", "sign_ups"]) => CreateSignUp(Field("email_address"), Field("first_name"), Field("password")),
            ("POST", ["client", "sign_ups", _, "prepare_verification"]) => SendSignUpCode(),
            ("POST", ["client", "sign_ups", _, "attempt_verification"]) => AttemptSignUp(Field("code")),
            ("PATCH", ["client", "sign_ups", _]) => UpdateSignUp(Field("username")),
            _ => throw new InvalidOperationException($"The screens should not call {method} {path}."),
        };
    }

    private ClientResource Client => Samples.Client(SignIn, SignUp, Session, clock.GetUtcNow());

    private HttpResponseMessage CreateSignIn(string identifier, string password)
    {
        if (identifier.Length == 0)
        {
            SignIn = Samples.BlankSignIn;
            return Answer(SignIn);
        }

        if (identifier != Ada)
        {
            return Refuse(ErrorCodes.FormIdentifierNotFound, "identifier");
        }

        if (password.Length > 0 && password != Password)
        {
            return Refuse(ErrorCodes.FormPasswordIncorrect, "password");
        }

        SignIn = Samples.SignIn;
        return password.Length > 0 ? CompleteSignIn() : Answer(SignIn);
    }

    private HttpResponseMessage SendSignInCode()
    {
        CodesSent++;
        SignIn = SignIn! with { FirstFactorVerification = Samples.CodeSent(clock.GetUtcNow()) };
        return Answer(SignIn);
    }

    private HttpResponseMessage AttemptSignIn(string strategy, string password, string code) => (strategy, password, code) switch
    {
        ("password", Password, _) or ("email_code", _, Code) => CompleteSignIn(),
        ("password", _, _) => Refuse(ErrorCodes.FormPasswordIncorrect, "password"),
        _ => Refuse(ErrorCodes.FormCodeIncorrect, "code"),
    };

    private HttpResponseMessage CompleteSignIn()
    {
        SignInResource complete = SignIn! with { Status = SignInStatus.Complete, CreatedSessionId = "sess_1" };
        SignIn = null;
        Session = Samples.Session(clock.GetUtcNow());
        return Answer(complete);
    }

    private HttpResponseMessage CreateSignUp(string emailAddress, string firstName, string password)
    {
        if (emailAddress == Ada)
        {
            return Refuse(ErrorCodes.FormIdentifierExists, "email_address");
        }

        if (password.Length < 8)
        {
            return Refuse("form_password_length_too_short", "password");
        }

        SignUp = Samples.SignUp with
        {
            EmailAddress = emailAddress,
            FirstName = firstName.Length == 0 ? null : firstName,
            MissingFields = Environment.UserSettings.Attributes.Username.Required ? ["username"] : [],
        };
        return Answer(SignUp);
    }

    private HttpResponseMessage SendSignUpCode()
    {
        CodesSent++;
        SignUp = SignUp! with { Verifications = new SignUpVerifications { EmailAddress = Samples.CodeSent(clock.GetUtcNow()) } };
        return Answer(SignUp);
    }

    private HttpResponseMessage AttemptSignUp(string code)
    {
        if (code != Code)
        {
            return Refuse(ErrorCodes.FormCodeIncorrect, "code");
        }

        SignUp = SignUp! with { UnverifiedFields = [] };
        return SignUp.MissingFields.Count == 0 ? CompleteSignUp() : Answer(SignUp);
    }

    private HttpResponseMessage UpdateSignUp(string username)
    {
        SignUp = SignUp! with { Username = username, MissingFields = [] };
        return CompleteSignUp();
    }

    private HttpResponseMessage CompleteSignUp()
    {
        SignUpResource complete = SignUp! with { Status = SignUpStatus.Complete, CreatedSessionId = "sess_1", CreatedUserId = "user_1" };
        SignUp = null;
        Session = Samples.Session(clock.GetUtcNow());
        return Answer(complete);
    }

    private HttpResponseMessage SignOut()
    {
        Session = null;
        return Json(new Envelope<ClientResource>(Client, null), WireJson.Default.EnvelopeClientResource);
    }

    private HttpResponseMessage Answer(SignInResource signIn) => Json(new Envelope<SignInResource>(signIn, Client), WireJson.Default.EnvelopeSignInResource);

    private HttpResponseMessage Answer(SignUpResource signUp) => Json(new Envelope<SignUpResource>(signUp, Client), WireJson.Default.EnvelopeSignUpResource);

    private static HttpResponseMessage Refuse(string code, string field) => Json(
        new ErrorBody([new ErrorResource { Code = code, Message = code, LongMessage = code, Meta = new ErrorMeta { ParamName = field } }], "trace"),
        WireJson.Default.ErrorBody,
        HttpStatusCode.UnprocessableEntity);

    private static HttpResponseMessage Json<T>(T value, JsonTypeInfo<T> type, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = System.Net.Http.Json.JsonContent.Create(value, type) };
}
