using Foyer.Backend;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.AspNetCore;

/// <summary>The current request's person for components and services. Outside a request nobody is signed in.</summary>
internal sealed class UserContext(IHttpContextAccessor request, FoyerApp app) : IUserContext
{
    private UserResource? _user;

    public AuthState Auth => request.HttpContext?.GetAuth().State ?? AuthState.SignedOut;

    public async Task<UserResource?> GetUserAsync(CancellationToken cancellationToken = default)
    {
        if (_user is null && Auth.UserId is { } id)
        {
            BackendResult<UserResource> answer = await app.RequiredBackend.Users.GetAsync(id, cancellationToken);
            // Deleted a moment ago: the token is still good, the person is gone.
            _user = answer.Code == ErrorCodes.ResourceNotFound ? null : answer.OrThrow();
        }

        return _user;
    }
}
