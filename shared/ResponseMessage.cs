#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/response</c>: <c>{"request_id":"req_8f31","success":true,"result":{…}}</c>
    /// or <c>{"request_id":"req_8f31","success":false,"error":{"code":"bad_params","message":"…"}}</c>.
    /// </summary>
    public sealed class ResponseMessage
    {
        public string RequestId;

        /// <summary>A JSON object, or null for none.</summary>
        public byte[] Result;

        /// <summary>One of <see cref="ErrorCodes"/>, or null for success.</summary>
        public string ErrorCode;

        /// <summary>Names the field, the value and the fix.</summary>
        public string ErrorText;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("request_id", RequestId);
            json.Member("success", ErrorCode == null);
            if (ErrorCode != null)
            {
                json.Name("error");
                json.BeginObject();
                json.Member("code", ErrorCode);
                json.Member("message", ErrorText);
                json.EndObject();
            }
            else if (Result != null)
            {
                json.Name("result");
                json.Raw(Result, 0, Result.Length);
            }

            json.EndObject();
        }
    }
}
