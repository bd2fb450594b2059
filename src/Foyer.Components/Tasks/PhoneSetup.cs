using Foyer.Components.PhoneNumbers;
using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Http;

namespace Foyer.Components.Tasks;

/// <summary>A phone number becomes the second factor a session owes: one that is proven already, or another after its code.</summary>
internal sealed class PhoneSetup(FlowRequest request, SessionResource session)
{
    private readonly PhoneNumbersClient _numbers = request.Frontend.Me.PhoneNumbers;

    private IEnumerable<PhoneNumberResource> Own => session.User?.PhoneNumbers ?? [];

    /// <summary>Shows the numbers to choose from; takes the one that was chosen, or sends a code to the one that was typed.</summary>
    public async Task Begin(IFormCollection form)
    {
        if (form["id"] is [{ Length: > 0 } id])
        {
            await Reserve(id);
            return;
        }

        if (!form.ContainsKey("phone_number"))
        {
            await Show(Problems.None);
            return;
        }

        if (CallingCodes.International(form["phone_number"], form["phone_country"]) is not { } typed)
        {
            await Show(Problems.Found(ErrorCodes.FormParamNil, "phone_number"));
            return;
        }

        // A number whose code was never typed belongs to the account already.
        if (Own.FirstOrDefault(number => number.PhoneNumber == typed) is { } known)
        {
            Task next = IsProven(known) ? Reserve(known.Id) : Send(known.Id, typed);
            await next;
            return;
        }

        FrontendResult<PhoneNumberResource> added = await _numbers.Create(typed, session.Id, request.Aborted);
        Task answer = added.Response is { } number ? Send(number.Id, number.PhoneNumber) : Show(new Problems(added.Errors), typed);
        await answer;
    }

    /// <summary>Sends another code.</summary>
    public async Task Resend(IFormCollection form)
    {
        (string id, string number) = Asked(form);
        FrontendResult<PhoneNumberResource> found = await _numbers.Get(id, session.Id, request.Aborted);
        int wait = SignInFlow.WaitSeconds(found.Response?.Verification, request.Now);
        Task answer = wait > 0 ? AskCode(id, number, wait, Problems.Found(ErrorCodes.TooManyRequests)) : Send(id, number);
        await answer;
    }

    /// <summary>Takes the code; the number becomes the second factor.</summary>
    public async Task Verify(IFormCollection form)
    {
        (string id, string number) = Asked(form);
        string code = SignInIntent.Digits(form["code"].ToString());
        if (code.Length == 0)
        {
            await AskCode(id, number, 0, Problems.Found(ErrorCodes.FormParamNil, "code"));
            return;
        }

        FrontendResult<PhoneNumberResource> proven = await _numbers.AttemptVerification(id, code, session.Id, request.Aborted);
        Task answer = proven.IsSuccess ? Reserve(id) : AskCode(id, number, 0, new Problems(proven.Errors));
        await answer;
    }

    private async Task Send(string id, string number)
    {
        FrontendResult<PhoneNumberResource> sent = await _numbers.PrepareVerification(id, "phone_code", session.Id, request.Aborted);
        Task answer = sent.IsSuccess
            ? AskCode(id, number, SignInFlow.WaitSeconds(sent.Response?.Verification, request.Now), Problems.None)
            : Show(new Problems(sent.Errors), number);
        await answer;
    }

    private async Task Reserve(string id)
    {
        FrontendResult<PhoneNumberResource> reserved = await _numbers.Update(id, reservedForSecondFactor: true, sessionId: session.Id, cancellationToken: request.Aborted);
        Task answer =
            !reserved.IsSuccess ? Show(new Problems(reserved.Errors)) :
            reserved.Response?.BackupCodes is { Count: > 0 } codes ? TasksEndpoints.Show(request, TasksEndpoints.Model(session, TaskPart.BackupCodes) with { Codes = codes }) :
            TasksEndpoints.Onward(request, session);
        await answer;
    }

    private Task Show(Problems problems, string? typed = null) => TasksEndpoints.Show(request.With(problems), TasksEndpoints.Begin(request, session) with
    {
        Part = TaskPart.Phone,
        PhoneNumbers = [.. Own.Where(IsProven)],
        PhoneNumber = typed,
    });

    private Task AskCode(string id, string number, int wait, Problems problems) => TasksEndpoints.Show(request.With(problems), TasksEndpoints.Begin(request, session) with
    {
        Part = TaskPart.PhoneCode,
        PhoneNumberId = id,
        PhoneNumber = number,
        WaitSeconds = wait,
    });

    private static bool IsProven(PhoneNumberResource number) => number.Verification?.Status == VerificationStatus.Verified;

    private static (string Id, string Number) Asked(IFormCollection form) => (form["phone_number_id"].ToString(), form["phone_number"].ToString());
}
