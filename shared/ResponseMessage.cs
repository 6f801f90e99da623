#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/response</c>: <c>{"request_id":"req_8f31","state":"done","success":true,"result":{…}}</c>
    /// or <c>{"request_id":"req_8f31","state":"rejected","success":false,"error":{"code":"bad_params","message":"…"}}</c>.
    /// Before one of these may come <c>{"request_id":"req_8f31","state":"accepted","result":{…}}</c>, which says nothing of success yet.
    /// Boards of other makes may leave out <c>state</c>.
    /// </summary>
    public sealed class ResponseMessage
    {
        public string RequestId;

        /// <summary>Begun; another response says how it ended.</summary>
        public bool Accepted;

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
            json.Member("state", Accepted ? CommandStates.Accepted : CommandStates.OfError(ErrorCode));
            if (!Accepted) json.Member("success", ErrorCode == null);
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
